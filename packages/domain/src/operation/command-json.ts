import { z } from 'zod';
import { httpMethodSchema, jsonSchema } from '../command/command.ts';
import type { CatalogueFile } from './operation.ts';

const wireCommandSchema = z.object({
  path: z.string().min(1).max(500),
  method: z
    .string()
    .transform((method) => method.toUpperCase())
    .pipe(httpMethodSchema),
  headers: z.unknown().optional(),
  requestBody: jsonSchema.optional(),
});

/** The `command.json` of older installations: `{category: [{name, operation: [{name, command}]}]}`. */
export const commandJsonSchema = z.object({
  category: z.array(
    z.object({
      name: z.string().trim().min(1).max(128),
      operation: z.array(z.object({ name: z.string().trim().min(1).max(200), command: wireCommandSchema })),
    }),
  ),
});
export type CommandJson = z.infer<typeof commandJsonSchema>;

/** Reads a `command.json` as a catalogue; headers are left out, since every command gets its own. */
export function fromCommandJson(file: CommandJson): CatalogueFile {
  return {
    categories: file.category.map(({ name, operation }) => ({
      name,
      operations: operation.map((entry) => ({
        name: entry.name,
        method: entry.command.method,
        path: entry.command.path,
        pathParams: {},
        query: {},
        requestBody: entry.command.requestBody ?? null,
        dangerous: entry.command.method !== 'GET',
      })),
    })),
  };
}

/** Writes a catalogue in the form of older installations. Parameters have no place there; `{name}` stays in the path. */
export function toCommandJson(file: CatalogueFile): CommandJson {
  return {
    category: file.categories.map(({ name, operations }) => ({
      name,
      operation: operations.map(({ name: operationName, method, path, requestBody }) => ({
        name: operationName,
        command: { path, method, headers: [], requestBody: requestBody ?? {} },
      })),
    })),
  };
}
