/** A load generator that costs little: plain sockets, requests written by hand, several of them under way on each connection. */
import { connect } from 'node:net';

const STORED = 'HTTP/1.1 204';
const END = '\r\n\r\n';

/**
 * Posts events over `connections` connections with up to `pipelining` unanswered on each, for `seconds`.
 * Resolves with how many were answered 204, and how many a second; rejects at any other answer. Bodies are ASCII.
 */
export async function load({ port, token, nextBody, connections, pipelining, seconds }) {
  const state = { stopAt: performance.now() + seconds * 1_000, answered: 0 };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, () => runConnection({ port, token, nextBody, pipelining, state })));
  const { answered } = state;
  return { answered, perSecond: answered / ((performance.now() - startedAt) / 1_000) };
}

function runConnection({ port, token, nextBody, pipelining, state }) {
  const head = `POST /emqx/events HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: `;
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let open = 0;
    let rest = '';
    const send = () => {
      if (performance.now() >= state.stopAt) return open === 0 && socket.end();
      let requests = '';
      for (; open < pipelining; open += 1) {
        const body = nextBody();
        requests += `${head}${body.length}${END}${body}`;
      }
      socket.write(requests, 'latin1');
    };
    const take = (text) => {
      let start = 0;
      for (let end = text.indexOf(END); end !== -1; end = text.indexOf(END, start)) {
        if (!text.startsWith(STORED, start)) return reject(new Error(`Unexpected answer: ${text.slice(start)}`));
        start = end + END.length;
        open -= 1;
        state.answered += 1;
      }
      rest = text.slice(start);
      send();
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('data', (text) => take(rest + text));
    socket.on('error', reject);
    socket.on('close', resolve);
  });
}
