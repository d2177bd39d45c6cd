const CONNECT = 0x10;
const NAME = Buffer.from('\0\u0004MQTT');
const LEVEL_3_1_1 = 4;

/** Whether the first bytes of a connection are a CONNECT of MQTT in another version than 3.1.1, for example 5. */
export function isUnknownProtocol(chunk: Buffer): boolean {
  if (chunk[0] !== CONNECT) return false;
  const nameAt = chunk.indexOf(NAME);
  const level = nameAt === -1 ? undefined : chunk[nameAt + NAME.length];
  return nameAt >= 2 && nameAt <= 5 && level !== undefined && level !== LEVEL_3_1_1;
}
