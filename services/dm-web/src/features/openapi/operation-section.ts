import type { oas31 } from 'zod-openapi';
import { curlExample } from './curl-example.ts';
import { html, type Markup } from './markup.ts';
import { exampleOf, type Schema, type Schemas } from './schema-example.ts';
import { fieldsOf, fieldTable } from './schema-table.ts';

export type Operation = { method: string; path: string; operation: oas31.OperationObject };

const jsonSchemaOf = (body: { content?: oas31.ContentObject } | undefined): Schema | undefined =>
  body?.content?.['application/json']?.schema;

const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

/** One call: what it takes, what it answers, how it refuses, and how to try it. */
export function operationSection({ method, path, operation }: Operation, schemas: Schemas, origin: string): Markup {
  const body = jsonSchemaOf(operation.requestBody as oas31.RequestBodyObject | undefined);
  const id = operation.operationId ?? '';
  return html`<details id="${id}"><summary><span class="method ${method}">${method.toUpperCase()}</span>
<code class="path">${path}</code> <span>${operation.summary}</span></summary>
<div class="operation">
${paragraphs(operation.description ?? '')}
${parameterSection(operation, schemas)}
${body && html`<h4>Body</h4>${fieldTable(fieldsOf(body, schemas), schemas)}<pre>${pretty(exampleOf(body, schemas))}</pre>`}
${answerSections(operation, schemas)}
<h4>Try it</h4><pre>${curlExample({ method, path, operation }, schemas, origin)}</pre>
</div></details>`;
}

/** Text with `code` in backquotes; an empty line begins a paragraph. */
export const paragraphs = (text: string): Markup[] =>
  text.split(/\n\n+/).map((paragraph) => {
    const pieces = paragraph.split('`').map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : piece));
    return html`<p>${pieces}</p>`;
  });

function parameterSection({ parameters = [] }: oas31.OperationObject, schemas: Schemas): Markup | null {
  const known = parameters as oas31.ParameterObject[];
  const fields = known.map(({ name, schema = {}, description, required = false }) => ({
    name,
    schema: description === undefined ? schema : { ...schema, description },
    required,
  }));
  return fields.length === 0 ? null : html`<h4>Parameters</h4>${fieldTable(fields, schemas)}`;
}

function answerSections({ responses = {} }: oas31.OperationObject, schemas: Schemas): Markup[] {
  const answers = Object.entries(responses as Record<string, oas31.ResponseObject>);
  const successes = answers.filter(([status]) => status < '400');
  const refusals = answers.filter(([status]) => status >= '400');
  return [
    ...successes.map(([status, answer]) => successSection(status, answer, schemas)),
    html`<h4>Refusals</h4><table><thead><tr><th>Status</th><th>Codes</th></tr></thead><tbody>
${refusals.map(([status, answer]) => html`<tr><td>${status}</td><td>${paragraphs(answer.description ?? '')}</td></tr>`)}
</tbody></table>`,
  ];
}

function successSection(status: string, answer: oas31.ResponseObject, schemas: Schemas): Markup {
  const [mediaType] = Object.keys(answer.content ?? {});
  if (mediaType === undefined) return html`<h4>Answer ${status}</h4><p>No content.</p>`;
  const schema = jsonSchemaOf(answer);
  if (!schema) return html`<h4>Answer ${status}</h4><p><code>${mediaType}</code></p>`;
  const fields = fieldTable(fieldsOf(schema, schemas), schemas);
  return html`<h4>Answer ${status}</h4>${fields}<pre>${pretty(exampleOf(schema, schemas))}</pre>`;
}
