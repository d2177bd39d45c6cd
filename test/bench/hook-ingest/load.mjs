/** A load generator that costs little: plain sockets, requests written by hand, several of them under way on each connection. */
import { connect } from 'node:net';

/**
 * Posts events over `connections` connections with up to `pipelining` unanswered on each, for `seconds`.
 * Resolves with the number of events answered 204 a second; rejects at any other answer.
 */
export async function load({ port, token, nextBody, connections, pipelining, seconds }) {
  const state = { stopAt: performance.now() + seconds * 1_000, answered: 0 };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, () => runConnection({ port, token, nextBody, pipelining, state })));
  return state.answered / ((performance.now() - startedAt) / 1_000);
}

function runConnection({ port, token, nextBody, pipelining, state }) {
  const head = `POST /emqx/events HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n`;
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let open = 0;
    let rest = '';
    const send = () => {
      if (performance.now() >= state.stopAt) return open === 0 && socket.end();
      let requests = '';
      for (; open < pipelining; open += 1) {
        const body = nextBody();
        requests += `${head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
      }
      socket.write(requests);
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('data', (text) => {
      const answers = (rest + text).split('\r\n\r\n');
      rest = answers.pop();
      for (const answer of answers) {
        if (!answer.startsWith('HTTP/1.1 204')) return reject(new Error(`Unexpected answer: ${answer}`));
      }
      open -= answers.length;
      state.answered += answers.length;
      send();
    });
    socket.on('error', reject);
    socket.on('close', resolve);
  });
}
