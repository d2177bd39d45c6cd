import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { openLiveStream } from './live-stream.ts';

/** The part of the browser's EventSource that matters here, moved by the test. */
class FakeEventSource extends EventTarget {
  static readonly CLOSED = 2;
  static opened: FakeEventSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  close = jest.fn();
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.opened.push(this);
  }

  fail(readyState: number): void {
    this.readyState = readyState;
    this.onerror?.();
  }
}

const newest = (): FakeEventSource => FakeEventSource.opened.at(-1)!;

function openStream() {
  const states: string[] = [];
  const events: unknown[] = [];
  const renewSession = jest.fn(async () => true);
  const close = openLiveStream({
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
    renewSession,
  });
  return { states, events, renewSession, close };
}

beforeEach(() => {
  jest.useFakeTimers();
  FakeEventSource.opened = [];
  Object.assign(globalThis, { EventSource: FakeEventSource });
});
afterEach(() => {
  jest.useRealTimers();
  Reflect.deleteProperty(globalThis, 'EventSource');
});

test('hands on every event with its data read', () => {
  const { states, events } = openStream();
  newest().onopen?.();
  newest().dispatchEvent(new MessageEvent('device.deleted', { data: '{"clientid":"a"}' }));
  newest().dispatchEvent(new MessageEvent('device.deleted', { data: 'rubbish' }));
  expect(states).toEqual(['connecting', 'live']);
  expect(events).toEqual([
    { type: 'device.deleted', data: { clientid: 'a' } },
    { type: 'device.deleted', data: null },
  ]);
});

test('leaves a broken stream to the browser, which resumes it', () => {
  const { states, events, renewSession } = openStream();
  newest().onopen?.();
  newest().fail(0);
  jest.advanceTimersByTime(60_000);
  newest().onopen?.();
  expect(states).toEqual(['connecting', 'live', 'reconnecting', 'live']);
  expect(FakeEventSource.opened).toHaveLength(1);
  expect(renewSession).not.toHaveBeenCalled();
  expect(events).toEqual([]);
});

test('renews the session and opens a refused stream anew, and says that something may be missing', async () => {
  const { events, renewSession } = openStream();
  newest().fail(FakeEventSource.CLOSED);
  await jest.advanceTimersByTimeAsync(1_000);
  expect(renewSession).toHaveBeenCalledTimes(1);
  expect(FakeEventSource.opened).toHaveLength(2);
  newest().onopen?.();
  expect(events).toEqual([{ type: 'reset', data: null }]);
});

test('asks a server that keeps refusing less and less often', async () => {
  openStream();
  const passed = async (ms: number) => {
    for (let spentMs = 0; spentMs < ms; spentMs += 100) {
      if (newest().readyState === 0) newest().fail(FakeEventSource.CLOSED);
      await jest.advanceTimersByTimeAsync(100);
    }
  };
  await passed(120_000);
  expect(FakeEventSource.opened.length).toBeGreaterThan(5);
  expect(FakeEventSource.opened.length).toBeLessThan(18);
});

test('opens nothing after it was closed', async () => {
  const { close } = openStream();
  newest().fail(FakeEventSource.CLOSED);
  close();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(FakeEventSource.opened).toHaveLength(1);
  expect(newest().close).toHaveBeenCalled();
});
