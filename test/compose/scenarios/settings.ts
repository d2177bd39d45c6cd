import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:tls';
import { expect, test } from '@jest/globals';
import type { StackUnderTest } from '../support/stack-under-test.ts';

/** The certificate that a server shows, whoever signed it. */
async function shownCertificate(port: number): Promise<X509Certificate> {
  const socket = connect({ port, host: 'localhost', servername: 'localhost', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return new X509Certificate(raw);
}

/** Lines of .env, right and wrong. */
export function settingsTests(getStack: () => StackUnderTest): void {
  test('a wrong value stops the container it belongs to, which says what is wrong', async () => {
    const stack = getStack();
    const finished = await stack.tryCompose('run', '--rm', '-T', '--no-deps', '-e', 'LOG_LEVEL=loud', 'dm-worker');
    expect(finished.status).not.toBe(0);
    expect(finished.stdout + finished.stderr).toContain('LOG_LEVEL');
    const wrongName = await stack.tryCompose('run', '--rm', '-T', '-e', 'PUBLIC_HOST=https://x/', 'dm-secrets');
    expect(wrongName.status).not.toBe(0);
    expect(wrongName.stdout + wrongName.stderr).toContain('PUBLIC_HOST');
  }, 60_000);

  test('PUBLIC_HOST and CERTIFICATE_NAMES go into the certificate of Nginx', async () => {
    const stack = getStack();
    const names = ['-e', 'PUBLIC_HOST=tpedm.example.com', '-e', 'CERTIFICATE_NAMES=192.0.2.7'];
    await stack.compose('run', '--rm', '-T', ...names, 'dm-secrets');
    await stack.execute('nginx', 'nginx', '-s', 'reload');
    const shown = await shownCertificate(stack.httpsPort);
    expect(shown.checkHost('tpedm.example.com')).toBe('tpedm.example.com');
    expect(shown.checkIP('192.0.2.7')).toBe('192.0.2.7');
  }, 60_000);
}
