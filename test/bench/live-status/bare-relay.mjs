/** The bare minimum of the same work: what is posted is parsed and written to every stream, not stored. Prints its port. */
import { createServer } from 'node:http';

const streams = new Set();

const server = createServer((req, res) => {
  if (req.method === 'GET') {
    res.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
    streams.add(res);
    res.on('close', () => streams.delete(res));
    return;
  }
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    const event = JSON.parse(Buffer.concat(chunks).toString());
    const frame = `event: device.presence\ndata: ${JSON.stringify(event)}\n\n`;
    for (const stream of streams) stream.write(frame);
    res.writeHead(204).end();
  });
});
// longer than the bench lasts: a connection must not be closed just when it is used again
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
