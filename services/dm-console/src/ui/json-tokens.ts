export type JsonToken = { kind: 'key' | 'string' | 'number' | 'word' | 'plain'; text: string; at: number };

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)/g;

/** Cuts indented JSON into parts to colour. The parts together are the text, whatever the text is. */
export function tokenizeJson(text: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  let end = 0;
  const push = (kind: JsonToken['kind'], part: string) => {
    if (part) tokens.push({ kind, text: part, at: end });
    end += part.length;
  };
  for (const match of text.matchAll(TOKEN)) {
    const [whole, quoted, colon, number] = match;
    push('plain', text.slice(end, match.index));
    if (quoted !== undefined) push(colon === undefined ? 'string' : 'key', quoted);
    else push(number === undefined ? 'word' : 'number', whole);
  }
  push('plain', text.slice(end));
  return tokens;
}
