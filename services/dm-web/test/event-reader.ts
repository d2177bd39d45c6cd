/** One server-sent event, its data parsed. */
export type ReadEvent = { id: string; type: string; data: Record<string, unknown> };

export type EventReader = {
  status: number;
  headers: Headers;
  /** Everything received so far. */
  events: ReadEvent[];
  comments: string[];
  /** The id of the last block that had one, as a browser would send it when it comes back. */
  lastEventId: () => string;
  isOpen: () => boolean;
  close: () => void;
};

/** Opens a stream of server-sent events as a browser does, and reads it in the background. */
export async function openEventReader(url: string, headers: Record<string, string>): Promise<EventReader> {
  const controller = new AbortController();
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: controller.signal });
  const events: ReadEvent[] = [];
  const comments: string[] = [];
  let lastEventId = '';
  let isOpen = true;

  const take = (block: string): void => {
    const fields = new Map(block.split('\n').map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 2)]));
    lastEventId = fields.get('id') ?? lastEventId;
    const data = fields.get('data');
    if (data !== undefined) events.push({ id: lastEventId, type: fields.get('event') ?? 'message', data: JSON.parse(data) });
    else if (block.startsWith(':')) comments.push(block);
  };
  const read = async (): Promise<void> => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) take(block);
    }
  };
  void read()
    .catch(() => undefined)
    .then(() => {
      isOpen = false;
    });
  return {
    status: response.status,
    headers: response.headers,
    events,
    comments,
    lastEventId: () => lastEventId,
    isOpen: () => isOpen,
    close: () => controller.abort(),
  };
}
