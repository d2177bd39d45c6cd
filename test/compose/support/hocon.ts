/** A value of EMQX's configuration language, as far as emqx.conf uses it. */
export type HoconValue = string | HoconValue[] | HoconObject;
export type HoconObject = { [key: string]: HoconValue };

const TOKEN = /\s+|#[^\n]*|"""([\s\S]*?)"""|"((?:[^"\\]|\\.)*)"|([{}[\]=,])|([^\s{}[\]=,"#]+)/gy;

type Token = { text: string; isQuoted: boolean; isMark: boolean };

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (!match) throw new Error(`Not HOCON as this test knows it, near: ${source.slice(at, at + 40)}`);
    const [, block, quoted, mark, bare] = match;
    const text = block ?? quoted ?? mark ?? bare;
    if (text !== undefined) tokens.push({ text, isQuoted: (block ?? quoted) !== undefined, isMark: mark !== undefined });
  }
  return tokens;
}

/**
 * Reads `a.b { c = 1, d = [..] }`, `a.b = x` and `include "file"`. Values stay text; keys that come twice are merged, as in HOCON.
 * @returns the settings, and the files that are included
 */
export function parseHocon(source: string): { settings: HoconObject; includes: string[] } {
  const tokens = tokenize(source);
  const includes: string[] = [];

  const isMark = (text: string): boolean => tokens[0]?.isMark === true && tokens[0].text === text;
  const take = (): Token => {
    const token = tokens.shift();
    if (!token) throw new Error('The configuration ends in the middle of something');
    return token;
  };
  const takeIf = (text: string): boolean => isMark(text) && take().isMark;

  const readValue = (): HoconValue => {
    if (takeIf('{')) return readObject();
    if (takeIf('[')) return readList();
    return take().text;
  };
  const readList = (): HoconValue[] => {
    const items: HoconValue[] = [];
    while (!takeIf(']')) if (!takeIf(',')) items.push(readValue());
    return items;
  };
  const readEntry = (object: HoconObject): void => {
    const key = take();
    if (key.text === 'include' && !key.isQuoted) {
      includes.push(take().text);
      return;
    }
    takeIf('=');
    put(object, key.isQuoted ? [key.text] : key.text.split('.'), readValue());
  };
  const readObject = (): HoconObject => {
    const object: HoconObject = {};
    while (tokens.length > 0 && !takeIf('}')) if (!takeIf(',')) readEntry(object);
    return object;
  };
  return { settings: readObject(), includes };
}

function put(object: HoconObject, [key = '', ...rest]: string[], value: HoconValue): void {
  const there = object[key];
  const inner = typeof there === 'object' && !Array.isArray(there) ? there : {};
  if (rest.length > 0) {
    object[key] = inner;
    put(inner, rest, value);
  } else if (typeof value === 'object' && !Array.isArray(value)) object[key] = { ...inner, ...value };
  else object[key] = value;
}

/** The setting at a path such as `listeners.ssl.default.bind`; list items by number. */
export function at(settings: HoconValue, path: string): HoconValue {
  let value: HoconValue | undefined = settings;
  for (const step of path.split('.')) value = (value as HoconObject | undefined)?.[step];
  if (value === undefined) throw new Error(`There is no setting ${path}`);
  return value;
}
