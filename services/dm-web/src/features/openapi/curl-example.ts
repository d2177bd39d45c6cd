import type { oas31 } from 'zod-openapi';
import type { Operation } from './operation-section.ts';
import { exampleOf, type Schemas } from './schema-example.ts';

/** A command line that makes the call; the token is taken from the shell variable TPEDM_TOKEN. */
export function curlExample({ method, path, operation }: Operation, schemas: Schemas, origin: string): string {
  const url = `${origin}/api/v1${filledPath(path, operation, schemas)}`;
  const body = (operation.requestBody as oas31.RequestBodyObject | undefined)?.content['application/json']?.schema;
  const parts = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${url}'`,
    operation.security?.length !== 0 && `-H "Authorization: Bearer $TPEDM_TOKEN"`,
    body && `-H 'Content-Type: application/json'`,
    body && `-d '${JSON.stringify(exampleOf(body, schemas)).replaceAll("'", "'\\''")}'`,
  ];
  return parts.filter(Boolean).join(' \\\n  ');
}

function filledPath(path: string, { parameters = [] }: oas31.OperationObject, schemas: Schemas): string {
  const known = parameters as oas31.ParameterObject[];
  return path.replace(/\{(\w+)\}/g, (_braces, name: string) => {
    const schema = known.find((parameter) => parameter.in === 'path' && parameter.name === name)?.schema ?? {};
    return encodeURIComponent(String(exampleOf(schema, schemas, name)));
  });
}
