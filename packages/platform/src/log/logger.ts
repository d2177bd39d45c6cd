import winston from 'winston';

export type Logger = {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  child(fields: LogFields): Logger;
};
export type LogFields = Record<string, unknown>;

/** An error with its stack, code and causes: what JSON.stringify would leave out. */
function errorFields(error: Error): LogFields {
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...(code === undefined ? {} : { code }),
    ...(error.cause instanceof Error ? { cause: errorFields(error.cause) } : {}),
  };
}

const expandErrors = winston.format((info) => {
  for (const [key, value] of Object.entries(info)) if (value instanceof Error) info[key] = errorFields(value);
  return info;
});

/**
 * One JSON object a line on standard output. Levels say who must act: error a person now, warn someone who counts,
 * info tells of changes of state, debug is for developers. Never log a payload or a secret.
 * @param level an unknown one counts as info, so that the log can tell that the configuration is wrong
 */
export function createLogger(service: string, level: string): Logger {
  return winston.createLogger({
    level: level in winston.config.npm.levels ? level : 'info',
    defaultMeta: { service },
    format: winston.format.combine(expandErrors(), winston.format.timestamp(), winston.format.json()),
    transports: [new winston.transports.Console({ forceConsole: false })],
  });
}
