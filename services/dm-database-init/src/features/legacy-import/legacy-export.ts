import { z } from 'zod';

const textSchema = z.string().nullish();

/** Login of a gateway in the original. Its `password` is plain text as delivered; EMQX 4 could also be set to hashes, with a `salt`. */
const legacyLoginSchema = z.object({
  clientid: textSchema,
  username: textSchema,
  password: textSchema,
  salt: textSchema,
  is_superuser: z.unknown().optional(),
});
export type LegacyLogin = z.infer<typeof legacyLoginSchema>;

/** The year 2100: what is later was written in another unit. */
const MAX_SECONDS = 4_102_444_800;

/** What the original knew of a gateway; times are seconds since 1970, UTC. */
const legacyProfileSchema = z.object({
  clientid: z.string(),
  model_name: textSchema,
  serial_number: textSchema,
  host_name: textSchema,
  firmware_version: textSchema,
  bios_version: textSchema,
  tpe_version: textSchema,
  profile_updated_at: z.number().min(0).max(MAX_SECONDS).nullish().catch(null),
});
export type LegacyProfile = z.infer<typeof legacyProfileSchema>;

/** Both tables as they are: the answer of the query in docs/import.md. An empty table is null there. */
const legacyExportSchema = z.object({
  mqtt_user: z.array(legacyLoginSchema).nullable(),
  clientid_profile: z.array(legacyProfileSchema).nullable(),
});

export type LegacyExport = { logins: LegacyLogin[]; profiles: LegacyProfile[] };

/** @throws Error that says what is wrong with the file, and quotes nothing of it */
export function readLegacyExport(text: string): LegacyExport {
  const parsed = legacyExportSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(
      `The file is no export of the original TPEDM (${issue?.path.join('.')}: ${issue?.message}); see docs/import.md`,
    );
  }
  return { logins: parsed.data.mqtt_user ?? [], profiles: parsed.data.clientid_profile ?? [] };
}

/** The engine's own message would show a piece of the file, which may be a password. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The file is not whole, or not JSON; make the export again as docs/import.md says');
  }
}
