/** Readers of server-sent events that cost little: they look for the id of the broker's event and parse nothing else. */
import { get } from 'node:http';

const EVENT_ID = /"event_?[iI]d":"([0-9a-f-]{36})"/g;

/** Opens `count` streams and calls `onEvent(eventId, receivedAt)` for each event on each of them. */
export async function openListeners({ port, path, token, count, onEvent }) {
  const requests = await Promise.all(Array.from({ length: count }, () => openListener({ port, path, token, onEvent })));
  return {
    close: () => {
      for (const request of requests) request.destroy();
    },
  };
}

function openListener({ port, path, token, onEvent }) {
  return new Promise((resolve, reject) => {
    const request = get({ host: '127.0.0.1', port, path, headers: { authorization: `Bearer ${token}` } }, (res) => {
      if (res.statusCode !== 200) return reject(new Error(`${res.statusCode} instead of a stream`));
      let rest = '';
      res.setEncoding('utf8');
      res.on('error', () => undefined);
      res.on('data', (text) => {
        const receivedAt = performance.now();
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) for (const [, eventId] of block.matchAll(EVENT_ID)) onEvent(eventId, receivedAt);
      });
      return resolve(request);
    });
    request.on('error', reject);
  });
}
