import type { OpenApiDocument } from './document.ts';
import { html, type Markup } from './markup.ts';
import { type Operation, operationSection, paragraphs } from './operation-section.ts';
import type { Schemas } from './schema-example.ts';
import { fieldsOf, fieldTable } from './schema-table.ts';

/** The API, readable: one page, no script, nothing from elsewhere. `origin` is the address that the examples are for. */
export function docsPage(document: OpenApiDocument, origin: string): string {
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  const operations = operationsOf(document);
  const tags = (document.tags ?? []).map(({ name }) => name);
  const sections = tags.map((tag) => tagSection(tag, operations.filter(isOf(tag)), schemas, origin));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>TPEDM API ${document.info.version}</title>
<link rel="stylesheet" href="/api/docs/style.css">
</head>
<body>
<nav><a class="home" href="/">TPEDM</a>
<ul>${tags.map((tag) => html`<li><a href="#${anchorOf(tag)}">${tag}</a></li>`)}<li><a href="#schemas">Schemas</a></li></ul>
<p><a href="/api/v1/openapi.json">openapi.json</a></p></nav>
<main>
<h1>TPEDM API <small>${document.info.version}</small></h1>
${paragraphs(document.info.description ?? '')}
${gettingStarted(origin)}
${sections}
<section id="schemas"><h2>Schemas</h2>${Object.entries(schemas).map((entry) => schemaSection(entry, schemas))}</section>
</main>
</body>
</html>
`.markup;
}

const anchorOf = (tag: string): string => tag.toLowerCase().replace(/\W+/g, '-');
const isOf = (tag: string) => (entry: Operation) => entry.operation.tags?.includes(tag);

function operationsOf(document: OpenApiDocument): Operation[] {
  const paths = Object.entries(document.paths ?? {});
  return paths.flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation['operation']>).map(([method, operation]) => ({ method, path, operation })),
  );
}

const gettingStarted = (origin: string): Markup => html`<h2>First call</h2>
<p>Make a token in the console (<em>API tokens</em>), then:</p>
<pre>export TPEDM_TOKEN=tpedm_…
curl -H "Authorization: Bearer $TPEDM_TOKEN" '${origin}/api/v1/devices?limit=5'</pre>`;

const tagSection = (tag: string, operations: readonly Operation[], schemas: Schemas, origin: string): Markup =>
  html`<section id="${anchorOf(tag)}"><h2>${tag}</h2>
${operations.map((operation) => operationSection(operation, schemas, origin))}</section>`;

const schemaSection = ([name, schema]: [string, Schemas[string]], schemas: Schemas): Markup =>
  html`<details><summary><code>${name}</code></summary><div class="operation">${fieldTable(fieldsOf(schema, schemas), schemas)}</div></details>`;
