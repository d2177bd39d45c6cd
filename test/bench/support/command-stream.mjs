/** Follows the live stream and knows when each command ended. */
import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';

const FINAL = /"state":"(?:succeeded|failed|expired|canceled)"/;
const COMMAND_ID = /"id":"(\d+)"/;

/** `ca`: the authority of an https address. */
export async function followCommands({ url, token, ca }) {
  const { get } = url.startsWith('https:') ? https : http;
  const sent = get(`${url}/api/v1/events`, { headers: { authorization: `Bearer ${token}` }, ca });
  const [response] = await once(sent, 'response');
  if (response.statusCode !== 200) throw new Error(`${response.statusCode} instead of a stream`);
  const endedAt = new Map();
  const waiting = new Set();
  const look = () => {
    for (const waiter of waiting) waiter();
  };
  void read(response, (id) => {
    endedAt.set(id, performance.now());
    look();
  }).catch(() => undefined);
  const until = (get) =>
    new Promise((resolve) => {
      const waiter = () => {
        const found = get();
        if (found === undefined) return;
        waiting.delete(waiter);
        resolve(found);
      };
      waiting.add(waiter);
      waiter();
    });
  return {
    /** When the command's end was read from the stream. */
    untilFinal: (id) => until(() => endedAt.get(id)),
    untilSeen: (count) => until(() => (endedAt.size >= count ? true : undefined)),
    close: () => sent.destroy(),
  };
}

async function read(body, onFinal) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) if (block.includes('command.updated') && FINAL.test(block)) onFinal(COMMAND_ID.exec(block)[1]);
  }
}
