import { z } from 'zod';
import { clientidSchema } from '../clientid.ts';
import { pageQuerySchema } from '../paging.ts';
import { presenceEvidenceSchema, presenceStatusSchema } from '../presence/presence.ts';
import { utf8Bytes } from '../utf8.ts';

const instantSchema = z.iso.datetime();

/** What `GET /device/general` of the device last answered; null where it did not say. */
export const deviceProfileSchema = z.object({
  modelName: z.string().nullable(),
  serialNumber: z.string().nullable(),
  hostName: z.string().nullable(),
  firmwareVersion: z.string().nullable(),
  biosVersion: z.string().nullable(),
  thingsproVersion: z.string().nullable(),
  updatedAt: instantSchema,
});
export type DeviceProfile = z.infer<typeof deviceProfileSchema>;

/** A status with its evidence: since when, why, and what it rests on. */
export const devicePresenceSchema = z.object({
  status: presenceStatusSchema,
  since: instantSchema.nullable(),
  reason: z.string().nullable(),
  evidence: presenceEvidenceSchema.nullable(),
});

/** A device as the API shows it. `ready`: a command can reach it now. */
export const deviceSchema = z
  .object({
    clientid: clientidSchema,
    name: z.string(),
    tags: z.array(z.string()),
    enabled: z.boolean().meta({ description: 'Whether it may connect' }),
    presence: devicePresenceSchema.meta({ description: 'Whether it is connected, since when, and how that is known' }),
    ready: z.boolean().meta({ description: 'Whether a command can reach it now' }),
    profile: deviceProfileSchema.nullable().meta({ description: 'What it last said of itself; null until then' }),
    createdAt: instantSchema,
  })
  .meta({ id: 'Device' });
export type Device = z.infer<typeof deviceSchema>;

const nameSchema = z.string().trim().max(128);
const tagsSchema = z.array(z.string().trim().min(1).max(64)).max(32);

/** Login of a device chosen by a person; both are generated when left out. */
const usernameSchema = z.string().min(1).max(128);
const passwordSchema = z
  .string()
  .min(8)
  // bcrypt reads no further
  .refine((text) => utf8Bytes(text) <= 72, 'must be at most 72 bytes long');
/** Lists and addresses of the API stand beside the client ids: `/devices/summary`. */
const newClientidSchema = clientidSchema.refine(
  (clientid) => clientid !== 'summary',
  'is the name of an address of the API; choose another',
);

export const deviceCreateSchema = z.strictObject({
  clientid: newClientidSchema,
  username: usernameSchema.optional().meta({ description: 'The clientid when left out' }),
  password: passwordSchema.optional().meta({ description: 'Generated when left out' }),
  name: nameSchema.optional(),
  tags: tagsSchema.optional(),
});
export type DeviceCreate = z.infer<typeof deviceCreateSchema>;

/** What is left out stays as it is. */
export const deviceUpdateSchema = z.strictObject({ name: nameSchema.optional(), tags: tagsSchema.optional() });
export type DeviceUpdate = z.infer<typeof deviceUpdateSchema>;

export const credentialsRequestSchema = z.strictObject({ password: passwordSchema.optional() });
export const credentialsSchema = z.object({ username: z.string(), password: z.string() });
export type Credentials = z.infer<typeof credentialsSchema>;

/** Where a device connects to; what an operator types into the gateway. */
export const connectionSettingsSchema = z.object({
  host: z.string(),
  mqttPort: z.number().int(),
  mqttTlsPort: z.number().int(),
  inputTopic: z.string(),
  outputTopic: z.string(),
  caCertificateUrl: z.string(),
});
export type ConnectionSettings = z.infer<typeof connectionSettingsSchema>;

export const DEVICE_SORTS = ['clientid', '-clientid', 'name', '-name', 'since', '-since', 'createdAt', '-createdAt'] as const;

export const deviceListQuerySchema = pageQuerySchema.extend({
  search: z
    .string()
    .trim()
    .max(200)
    .optional()
    .meta({ description: 'Part of client id, name, tags, model, serial number or host name' }),
  status: presenceStatusSchema.optional(),
  sort: z.enum(DEVICE_SORTS).default('clientid'),
});
export type DeviceListQuery = z.infer<typeof deviceListQuerySchema>;

/** How many devices there are. `disabled` counts across the presence statuses. */
export const deviceSummarySchema = z
  .object({
    total: z.number().int(),
    online: z.number().int(),
    offline: z.number().int(),
    never: z.number().int(),
    ready: z.number().int(),
    disabled: z.number().int(),
  })
  .meta({ id: 'DeviceSummary' });
export type DeviceSummary = z.infer<typeof deviceSummarySchema>;
