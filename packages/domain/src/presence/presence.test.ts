import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foldPresence, isReady, NEVER_CONNECTED, type Presence, type PresenceEvent } from './presence.ts';
import { type BrokerView, reconcilePresence } from './reconcile.ts';

const clientid = 'gw-1';
const observed = (eventId: string) => ({ clientid, source: 'hook', eventId }) as const;
const connected = (connectedAtMs: number): PresenceEvent => {
  return { ...observed(`c${connectedAtMs}`), kind: 'connected', connectedAtMs, atMs: connectedAtMs, peername: '10.0.0.1:5' };
};
const disconnected = (connectedAtMs: number, atMs: number, reason = 'tcp_closed'): PresenceEvent => {
  return { ...observed(`d${connectedAtMs}`), kind: 'disconnected', connectedAtMs, atMs, peername: '10.0.0.1:5', reason };
};
const subscribed = (atMs: number, root: 'tpe' | 'tpedm' = 'tpe'): PresenceEvent => {
  return { ...observed(`s${atMs}`), kind: 'subscribed', atMs, root };
};
const fold = (events: readonly PresenceEvent[], start: Presence = NEVER_CONNECTED): Presence =>
  events.reduce(foldPresence, start);

describe('one event after the other', () => {
  test('a session makes the device online, with its evidence', () => {
    expect(fold([connected(1_000)])).toMatchObject({
      status: 'online',
      sinceMs: 1_000,
      reason: null,
      evidence: {
        event: 'client.connected',
        source: 'hook',
        eventId: 'c1000',
        at: '1970-01-01T00:00:01.000Z',
        sessionConnectedAt: '1970-01-01T00:00:01.000Z',
        peername: '10.0.0.1:5',
      },
    });
  });

  test('its end makes it offline, with the reason and the time of the end', () => {
    const presence = fold([connected(1_000), disconnected(1_000, 5_000, 'keepalive_timeout')]);
    expect(presence).toMatchObject({ status: 'offline', sinceMs: 5_000, reason: 'keepalive_timeout' });
    expect(presence.evidence).toMatchObject({ event: 'client.disconnected', at: '1970-01-01T00:00:05.000Z' });
  });

  test('the late end of an old session changes nothing', () => {
    const now = fold([connected(1_000), connected(2_000)]);
    expect(foldPresence(now, disconnected(1_000, 2_500))).toEqual(now);
  });

  test.each(['takenover', 'discarded'])('a session that was %s says nothing about the device', (reason) => {
    expect(fold([connected(1_000), disconnected(1_000, 2_000, reason)])).toMatchObject({ status: 'online' });
    expect(fold([disconnected(1_000, 2_000, reason)])).toEqual(NEVER_CONNECTED);
  });

  test('the end may come before the beginning', () => {
    expect(fold([disconnected(1_000, 5_000), connected(1_000)])).toMatchObject({ status: 'offline', sinceMs: 5_000 });
  });

  test('any unknown reason means gone', () => {
    expect(fold([connected(1_000), disconnected(1_000, 2_000, 'something new')]).status).toBe('offline');
  });
});

describe('ready', () => {
  test.each<[string, PresenceEvent[], boolean]>([
    ['online without a subscription', [connected(1_000)], false],
    ['subscribed in this session', [connected(1_000), subscribed(1_001)], true],
    ['subscribed in the very millisecond of the connect', [connected(1_000), subscribed(1_000)], true],
    ['subscribed in an earlier session', [connected(1_000), subscribed(1_001), connected(2_000)], false],
    ['subscribed, then gone', [connected(1_000), subscribed(1_001), disconnected(1_000, 3_000)], false],
    ['subscription reported before the connect', [subscribed(1_001), connected(1_000)], true],
  ])('%s: %s', (_when, events, ready) => {
    expect(isReady(fold(events))).toBe(ready);
  });

  test('the later root wins, and tpe in the same millisecond', () => {
    expect(fold([subscribed(1), subscribed(2, 'tpedm')]).subscribed?.root).toBe('tpedm');
    expect(fold([subscribed(2, 'tpedm'), subscribed(1)]).subscribed?.root).toBe('tpedm');
    expect(fold([subscribed(2, 'tpedm'), subscribed(2)]).subscribed?.root).toBe('tpe');
    expect(fold([subscribed(2), subscribed(2, 'tpedm')]).subscribed?.root).toBe('tpe');
  });
});

type Step = { pauseMs: number; action: 'connect' | 'subscribe' | 'drop' };
type History = { events: PresenceEvent[]; truth: BrokerView; isSubscribed: boolean; endsAtMs: number };

/** What a broker reports while one device connects, subscribes, is taken over and drops; and what the broker knows at the end. */
function play(steps: readonly Step[]): History {
  const events: PresenceEvent[] = [];
  let endsAtMs = 1_000;
  let session: number | null = null;
  let isSubscribed = false;
  for (const { pauseMs, action } of steps) {
    endsAtMs += pauseMs;
    if (session !== null && action !== 'subscribe') {
      events.push(disconnected(session, endsAtMs, action === 'drop' ? 'tcp_closed' : 'takenover'));
      session = null;
    }
    if (action === 'connect') {
      session = endsAtMs;
      isSubscribed = false;
      events.push(connected(session));
    }
    if (session !== null && action === 'subscribe') {
      isSubscribed = true;
      events.push(subscribed(endsAtMs));
    }
  }
  const peername = '10.0.0.1:5';
  const truth: BrokerView = session === null ? { connected: false } : { connected: true, connectedAtMs: session, peername };
  return { events, truth, isSubscribed, endsAtMs };
}

const history = fc
  .array(fc.record({ pauseMs: fc.integer({ min: 1, max: 50 }), action: fc.constantFrom('connect', 'subscribe', 'drop') }), {
    maxLength: 30,
  })
  .map((steps) => play(steps as Step[]));

/** Every event at least once, in any order, some repeatedly. */
const delivered = (events: readonly PresenceEvent[]) =>
  fc.array(fc.nat({ max: Math.max(0, events.length - 1) }), { maxLength: 10 }).chain((again) => {
    const all = [...events, ...again.flatMap((index) => events[index] ?? [])];
    return fc.shuffledSubarray(all, { minLength: all.length });
  });

describe('any history of sessions', () => {
  test("gives the broker's truth, in whatever order and however often its events arrive", () => {
    const property = fc.property(
      history.chain((told) => fc.tuple(fc.constant(told), delivered(told.events))),
      ([{ events, truth, isSubscribed }, arrivals]) => {
        const presence = fold(arrivals);
        expect(presence).toEqual(fold(events));
        expect(presence.status === 'online').toBe(truth.connected);
        if (truth.connected) expect(presence.session?.connectedAtMs).toBe(truth.connectedAtMs);
        expect(isReady(presence)).toBe(truth.connected && isSubscribed);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });

  test('folds batch by batch as it folds at once', () => {
    const property = fc.property(history, fc.nat(30), ({ events }, cut) => {
      expect(fold(events.slice(cut), fold(events.slice(0, cut)))).toEqual(fold(events));
    });
    fc.assert(property, { numRuns: 200 });
  });

  test('is repaired by one comparison with the broker, whichever events were lost, and stays so when they come late', () => {
    const withLosses = history.chain((told) => fc.tuple(fc.constant(told), fc.shuffledSubarray(told.events)));
    const property = fc.property(withLosses, ([{ events, truth, endsAtMs }, arrivals]) => {
      const known = fold(arrivals);
      const repair = reconcilePresence(clientid, known, truth, endsAtMs + 1);
      expect(repair.kind).not.toBe('override');
      const repaired = repair.kind === 'agrees' ? known : foldPresence(known, repair.event);
      for (const presence of [repaired, fold(events, repaired)]) {
        expect(presence.status === 'online').toBe(truth.connected);
        if (truth.connected) expect(presence.session?.connectedAtMs).toBe(truth.connectedAtMs);
        expect(reconcilePresence(clientid, presence, truth, endsAtMs + 2)).toEqual({ kind: 'agrees' });
      }
    });
    fc.assert(property, { numRuns: 500 });
  });
});
