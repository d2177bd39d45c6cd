/** HTML that is safe to send; only `html` makes it. */
export type Markup = { readonly markup: string };
type Part = string | number | Markup | readonly Part[] | null | undefined | false;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

function toMarkup(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeText(String(part));
  return 'markup' in part ? part.markup : part.map(toMarkup).join('');
}

/** Template tag: whatever is filled in is shown as text, unless it is markup made by this tag. */
export const html = (texts: TemplateStringsArray, ...parts: Part[]): Markup => ({
  markup: texts.map((text, index) => text + toMarkup(parts[index])).join(''),
});
