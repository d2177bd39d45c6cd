import {
  type Database,
  findDevices,
  insertDevice,
  insertDeviceChange,
  type NewDevice,
  notifyLive,
  recordAudit,
  takeOverProfile,
} from '@tpedm/db';
import { parseProfile } from '@tpedm/domain';
import { judgeLogin } from './judge-login.ts';
import type { LegacyExport, LegacyLogin, LegacyProfile } from './legacy-export.ts';
import type { PasswordForm } from './legacy-secret.ts';

const ACTOR = 'import of the original TPEDM';

/** What became of one client id of the original. `note` says why, or what an operator should know. */
export type Outcome = { clientid: string; result: 'imported' | 'left out' | 'not taken'; note: string };

/** Undoes the transaction of a trial run. */
class TrialEnded extends Error {}

/**
 * Registers the devices of an export under their old logins, all in one transaction. What is registered here already stays as it
 * is, so it may be run again, and so may a run that failed.
 */
export async function importLegacy(
  db: Database,
  legacy: LegacyExport,
  options: { passwords: PasswordForm; isTrial: boolean },
): Promise<Outcome[]> {
  let outcomes: Outcome[] = [];
  const run = db.transaction(async (trx) => {
    outcomes = await importAll(trx, legacy, options.passwords);
    if (options.isTrial) throw new TrialEnded();
  });
  await run.catch((error: unknown) => {
    if (!(error instanceof TrialEnded)) throw error;
  });
  return outcomes;
}

async function importAll(trx: Database, { logins, profiles }: LegacyExport, passwords: PasswordForm): Promise<Outcome[]> {
  const profileOf = new Map(profiles.map((profile) => [profile.clientid, profile]));
  const candidates = candidatesByClientid(logins);
  const registered = new Set((await findDevices(trx, [...candidates.keys()])).map(({ clientid }) => clientid));
  const outcomes: Outcome[] = [];
  for (const [clientid, candidate] of candidates) {
    const outcome = registered.has(clientid)
      ? leftOut('is registered already')
      : await importOne(trx, candidate, profileOf.get(clientid), passwords);
    outcomes.push({ clientid, ...outcome });
  }
  for (const { clientid } of profiles) {
    if (!candidates.has(clientid)) outcomes.push({ clientid, ...notTaken('it has no login') });
  }
  await notifyLive(trx, 'device.created', importedAmong(outcomes));
  return outcomes;
}

const leftOut = (note: string) => ({ result: 'left out', note }) as const;
const notTaken = (note: string) => ({ result: 'not taken', note }) as const;

const importedAmong = (outcomes: readonly Outcome[]): string[] =>
  outcomes.filter(({ result }) => result === 'imported').map(({ clientid }) => clientid);

/** A client id and its login; `isAmbiguous` when the original has several that differ. */
type Candidate = { login: LegacyLogin; isAmbiguous: boolean };

function candidatesByClientid(logins: readonly LegacyLogin[]): Map<string, Candidate> {
  const candidates = new Map<string, Candidate>();
  for (const login of logins) {
    const clientid = login.clientid ?? '';
    const { login: first, isAmbiguous } = candidates.get(clientid) ?? { login, isAmbiguous: false };
    const differs = first.username !== login.username || first.password !== login.password;
    candidates.set(clientid, { login: first, isAmbiguous: isAmbiguous || differs });
  }
  return candidates;
}

async function importOne(
  trx: Database,
  { login, isAmbiguous }: Candidate,
  profile: LegacyProfile | undefined,
  passwords: PasswordForm,
): Promise<Omit<Outcome, 'clientid'>> {
  const verdict = judgeLogin(login, profile !== undefined, passwords);
  if (verdict.kind === 'leave') return leftOut(verdict.reason);
  if (verdict.kind === 'refuse') return notTaken(verdict.reason);
  if (isAmbiguous) return notTaken('it has several logins, and which one is in use is not known');
  await register(trx, verdict.device);
  if (profile) await keepProfile(trx, verdict.device.clientid, profile);
  return { result: 'imported', note: verdict.remark };
}

async function register(trx: Database, device: NewDevice): Promise<void> {
  const { clientid, username, secret } = device;
  await insertDevice(trx, device);
  await insertDeviceChange(trx, clientid, 'device.created', ACTOR);
  await recordAudit(trx, {
    actor: ACTOR,
    actorId: 'system',
    action: 'device.import',
    target: clientid,
    detail: { username, secret: secret.kind },
    address: null,
    requestId: null,
  });
}

/** A gateway that never answered the original has no profile to keep. */
async function keepProfile(trx: Database, clientid: string, row: LegacyProfile): Promise<void> {
  const profile = parseProfile({
    modelName: row.model_name,
    serialNumber: row.serial_number,
    hostName: row.host_name,
    firmwareVersion: row.firmware_version,
    biosVersion: row.bios_version,
    thingsproVersion: row.tpe_version,
  });
  if (!profile || !row.profile_updated_at) return;
  await takeOverProfile(trx, clientid, { profile, reportedAt: new Date(row.profile_updated_at * 1_000) });
}
