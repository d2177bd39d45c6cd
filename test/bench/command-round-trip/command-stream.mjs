/** Follows the live stream and knows when each command ended. */
const FINAL = /"state":"(?:succeeded|failed|expired|canceled)"/;
const COMMAND_ID = /"id":"(\d+)"/;

export async function followCommands(url, token) {
  const controller = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/v1/events`, { headers, signal: controller.signal });
  if (response.status !== 200) throw new Error(`${response.status} instead of a stream`);
  const endedAt = new Map();
  const waiting = new Set();
  const look = () => {
    for (const waiter of waiting) waiter();
  };
  void read(response.body, (id) => {
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
    close: () => controller.abort(),
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
