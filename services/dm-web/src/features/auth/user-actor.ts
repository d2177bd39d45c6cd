import type { SessionUser } from '@tpedm/domain';
import type { Requester } from '../../http/requester.ts';
import type { Actor } from '../../http/route.ts';

/** A person, as the audit log names them. */
export const userActor = (user: SessionUser, sessionId: string | null, requester: Requester): Actor => ({
  id: `user:${user.id}`,
  userId: user.id,
  name: user.username,
  role: user.role,
  sessionId,
  ...requester,
});
