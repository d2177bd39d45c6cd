/** Bytes of a CONNECT that no well-behaved library would send. */
export type OddConnect = { level?: number; flags: number; fields: readonly Buffer[] };

/** A length of two bytes, then the bytes (MQTT 3.1.1, 1.5.3). */
export const field = (bytes: string | Buffer): Buffer => {
  const content = Buffer.from(bytes);
  return Buffer.concat([Buffer.from([content.length >> 8, content.length & 0xff]), content]);
};

export const CLEAN_SESSION = 0x02;
export const HAS_PASSWORD = 0x40;
export const HAS_USERNAME = 0x80;

/** CONNECT with these flags and fields, keepalive 60; for bodies of less than 128 bytes. */
export function oddConnect({ level = 4, flags, fields }: OddConnect): Buffer {
  const body = Buffer.concat([field('MQTT'), Buffer.from([level, flags, 0, 60]), ...fields]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}
