/** The little of HOCON that our emqx.conf uses: enough to see whether it agrees with its neighbours. */

/** The text without its comments; a `#` inside a topic filter has no space around it. */
export const withoutComments = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/(^|\s)#+(\s.*|)$/, '').trimEnd())
    .join('\n');

/** Text between the braces of `key {...}`. */
export function mapping(text: string, key: string): string {
  const start = text.search(new RegExp(`(^|\\n)\\s*${key.replaceAll('.', '\\.')}\\s*\\{`));
  if (start < 0) throw new Error(`emqx.conf has no ${key} {...}`);
  let depth = 0;
  for (let index = text.indexOf('{', start); index < text.length; index++) {
    if (text[index] === '{') depth++;
    if (text[index] === '}' && --depth === 0) return text.slice(text.indexOf('{', start) + 1, index);
  }
  throw new Error(`the braces of ${key} do not close`);
}

/** The string that `key = "..."` gives first. */
export function stringValue(text: string, key: string): string {
  const value = new RegExp(`(?:^|[\\s{,])${key}\\s*=\\s*"([^"]*)"`).exec(text)?.[1];
  if (value === undefined) throw new Error(`emqx.conf has no ${key} = "..."`);
  return value;
}

export type Rule = { columns: string[]; from: string; where: string };

/** The rules by name: selected columns (by their alias), what they read from, and their condition. */
export function readRules(text: string): Record<string, Rule> {
  const rules = [...text.matchAll(/rule_engine\.rules\.(\w+)\s*\{[\s\S]*?sql\s*=\s*"""([\s\S]*?)"""/g)];
  return Object.fromEntries(rules.map(([, name = '', sql = '']) => [name, readSql(sql.replaceAll(/\s+/g, ' ').trim())]));
}

function readSql(sql: string): Rule {
  const [, columns = '', from = '', where = ''] = /^SELECT (.*?) FROM (.*?)(?: WHERE (.*))?$/.exec(sql) ?? [];
  const list = columns.split(/,(?![^(]*\))/).map((column) => column.trim().split(/ as /).at(-1) ?? '');
  return { columns: list, from: from.trim(), where };
}
