/** Escapes of JSON.stringify that PostgreSQL refuses (NUL, lone surrogates), or an escaped backslash, which is left as it is. */
const UNSTORABLE_ESCAPE = /\\(?:\\|u(?:0000|d[89a-f][0-9a-f]{2}))/g;
const REPLACEMENT_CHARACTER = '\\ufffd';

/** JSON that PostgreSQL takes whatever text is in it: what it cannot store becomes U+FFFD. */
export function toStorableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!json.includes('\\u')) return json;
  return json.replace(UNSTORABLE_ESCAPE, (found) => (found === '\\\\' ? found : REPLACEMENT_CHARACTER));
}
