import { html, type Markup } from './markup.ts';
import { resolveSchema, type Schema, type Schemas } from './schema-example.ts';

/** What a field may hold, in words: `string, 1 to 64 characters`. */
export function typeInWords(schema: Schema, schemas: Schemas): string {
  if ('$ref' in schema && schema.$ref) return schema.$ref.split('/').at(-1) ?? 'object';
  const { type, enum: values, anyOf, oneOf, items, const: only, pattern } = resolveSchema(schema, schemas);
  if (only !== undefined) return JSON.stringify(only);
  if (values) return values.map((value: unknown) => JSON.stringify(value)).join(' | ');
  const choices = anyOf ?? oneOf;
  if (choices) return [...new Set(choices.map((choice) => typeInWords(choice, schemas)))].join(' | ');
  if (type === 'array' && items) return `list of ${typeInWords(items, schemas)}`;
  const name = Array.isArray(type) ? type.join(' | ') : (type ?? 'any JSON');
  return [name, limitsInWords(schema, schemas), pattern && `matching ${pattern}`].filter(Boolean).join(', ');
}

const LARGEST_LIMIT_SHOWN = 10_000_000;

function limitsInWords(schema: Schema, schemas: Schemas): string | null {
  const { minLength, maxLength, minimum, maximum, format } = resolveSchema(schema, schemas);
  if (format) return format;
  const low = minLength ?? minimum;
  const high = [maxLength ?? maximum].find((limit) => limit !== undefined && limit <= LARGEST_LIMIT_SHOWN);
  const unit = minLength !== undefined || maxLength !== undefined ? ' characters' : '';
  if (low !== undefined && high !== undefined) return `${low} to ${high}${unit}`;
  if (high !== undefined) return `at most ${high}${unit}`;
  return low !== undefined && low > -LARGEST_LIMIT_SHOWN ? `at least ${low}${unit}` : null;
}

export type Field = { name: string; schema: Schema; required: boolean };

/** Fields of an object, or of the parameters of a path, with their types and what they mean. */
export function fieldTable(fields: readonly Field[], schemas: Schemas): Markup | null {
  if (fields.length === 0) return null;
  const hasMeanings = fields.some(({ schema }) => resolveSchema(schema, schemas).description !== undefined);
  const rows = fields.map(({ name, schema, required }) => {
    const { description, default: standard } = resolveSchema(schema, schemas);
    return html`<tr>
<td><code>${name}</code>${required ? html` <em>required</em>` : null}</td>
<td>${typeInWords(schema, schemas)}${standard === undefined ? null : html`, default <code>${JSON.stringify(standard)}</code>`}</td>
${hasMeanings ? html`<td>${description}</td>` : null}</tr>`;
  });
  return html`<table><thead><tr><th>Name</th><th>Type</th>${hasMeanings ? html`<th>Meaning</th>` : null}</tr></thead>
<tbody>${rows}</tbody></table>`;
}

/** The fields of a body; none when it is not an object. */
export function fieldsOf(schema: Schema, schemas: Schemas): Field[] {
  const { properties = {}, required = [] } = resolveSchema(schema, schemas);
  return Object.entries(properties).map(([name, child]) => ({ name, schema: child, required: required.includes(name) }));
}
