import { type ErrorCode, HTTP_STATUS_BY_CODE, may, ROLES } from '@tpedm/domain';
import type { z } from 'zod';
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { Access, Route } from '../../http/route.ts';
import { errorSchema } from './error-schema.ts';
import { errorsOf } from './route-errors.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

const INTRODUCTION = `TPEDM manages Moxa gateways that run ThingsPro Edge.

Names are camelCase, ids are strings, times are ISO 8601 in UTC. Programs send an API token as \`Authorization: Bearer tpedm_...\`;
browsers have a session in cookies. Lists answer \`{items, nextCursor, total}\`: give \`nextCursor\` back as \`cursor\` for the next page.`;

/** The OpenAPI 3.1 description of a route table. */
export function describeRoutes(routes: readonly Route[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const entry of routes) {
    const path = openApiPath(entry.path);
    paths[path] = { ...paths[path], [entry.method]: describeRoute(entry) };
  }
  return createDocument(
    {
      openapi: '3.1.0',
      info: { title: 'TPEDM', version, description: INTRODUCTION, license: { name: 'MIT', identifier: 'MIT' } },
      servers: [{ url: '/api/v1' }],
      tags: [...new Set(routes.map((entry) => entry.tag))].map((name) => ({ name })),
      paths,
      components: {
        securitySchemes: {
          apiToken: { type: 'http', scheme: 'bearer', description: 'An API token, made in the console or by POST /tokens' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'tpedm_access',
            description: 'The session of a browser; over HTTPS its name begins with __Secure-',
          },
        },
      },
    },
    { override: loosen },
  );
}

/** Answers may gain fields, so a client must not refuse what it does not know; and "date-time" says all that zod's long pattern does. */
const loosen: NonNullable<CreateDocumentOptions['override']> = ({ jsonSchema, io }) => {
  if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
};

export const openApiPath = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

function describeRoute(entry: Route): ZodOpenApiOperationObject {
  const { params: path, query, body } = entry;
  return {
    operationId: operationIdOf(entry),
    tags: [entry.tag],
    summary: entry.summary,
    description: [entry.description, accessSentence(entry.access)].filter(Boolean).join('\n\n'),
    security: entry.access === 'public' ? [] : [{ apiToken: [] }, { session: [] }],
    ...((path || query) && { requestParams: { ...(path && { path }), ...(query && { query }) } }),
    ...(body && {
      requestBody: { required: !body.safeParse(undefined).success, content: { 'application/json': { schema: body } } },
    }),
    responses: { ...successes(entry), ...refusals(entry) },
  };
}

function operationIdOf({ method, path }: Route): string {
  const words = path.split(/[/:.-]+/).filter(Boolean);
  return [method, ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}

function accessSentence(access: Access): string {
  if (access === 'public') return 'Open to everybody.';
  if (access === 'signed-in') return 'Open to everybody who is signed in.';
  const roles = ROLES.filter((role) => may(role, access));
  return `Needs the permission \`${access}\`, which ${roles.join(' and ')} ${roles.length > 1 ? 'have' : 'has'}.`;
}

/** JSON, unless the schema names another media type. */
function contentOf(schema: z.ZodType | null) {
  if (!schema) return {};
  const { contentMediaType = 'application/json' } = schema.meta() ?? {};
  return { content: { [String(contentMediaType)]: { schema } } };
}

function successes(entry: Route): ZodOpenApiResponsesObject {
  const answers = Object.entries(entry.responses);
  return Object.fromEntries(
    answers.map(([status, schema]) => [status, { description: schema ? 'Done' : 'Done; no content', ...contentOf(schema) }]),
  );
}

function refusals(entry: Route): ZodOpenApiResponsesObject {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(entry)) {
    const status = HTTP_STATUS_BY_CODE[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const answers = [...byStatus].sort(([a], [b]) => a - b);
  return Object.fromEntries(
    answers.map(([status, codes]) => [
      String(status),
      { description: codes.map((code) => `\`${code}\``).join(', '), ...contentOf(errorSchema) },
    ]),
  );
}
