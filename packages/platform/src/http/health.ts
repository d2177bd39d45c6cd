import { Router } from 'express';
import type { Logger } from '../log/logger.ts';

/** A thing the service cannot work without; rejects when it is not there. */
export type ReadinessCheck = { name: string; check: () => Promise<void> };

/**
 * `/health/live`: the process answers. `/health/ready`: all that it needs does too, else 503 with the names of what is missing.
 */
export function healthRouter(checks: readonly ReadinessCheck[], log: Logger): Router {
  const router = Router();
  router.get('/live', (_req, res) => {
    res.json({ status: 'live' });
  });
  router.get('/ready', async (_req, res) => {
    const failed = await failedChecks(checks, log);
    res.status(failed.length === 0 ? 200 : 503).json({ status: failed.length === 0 ? 'ready' : 'not ready', failed });
  });
  return router;
}

async function failedChecks(checks: readonly ReadinessCheck[], log: Logger): Promise<string[]> {
  const outcomes = await Promise.allSettled(checks.map(({ check }) => check()));
  return checks.flatMap(({ name }, index) => {
    const outcome = outcomes[index];
    if (outcome?.status !== 'rejected') return [];
    log.warn('not ready', { check: name, error: outcome.reason });
    return [name];
  });
}
