import { expect, test } from '@jest/globals';
import { type StackUnderTest, until } from '@tpedm/testkit';
import { shownCertificate } from '../support/shown-certificate.ts';

/** Lines of .env, right and wrong. */
export function settingsTests(getStack: () => StackUnderTest): void {
  test.each([
    ['dm-worker', 'LOG_LEVEL=loud'],
    ['dm-web', 'DATABASE_PORT=many'],
    ['dm-webhook', 'DATABASE_TLS=maybe'],
    ['dm-secrets', 'PUBLIC_HOST=https://x/'],
    ['dm-secrets', 'TLS_CERTIFICATE_FILE=missing.pem'],
  ])('%s ends at once with %s, and says which variable is wrong', async (service, wrong) => {
    const stack = getStack();
    const [variable = ''] = wrong.split('=');
    const finished = await stack.tryCompose('run', '--rm', '-T', '--no-deps', '-e', wrong, service);
    expect(finished.status).not.toBe(0);
    expect(finished.stdout + finished.stderr).toContain(variable);
  });

  test('PUBLIC_HOST and CERTIFICATE_NAMES go into the certificate of Nginx', async () => {
    const stack = getStack();
    const names = ['-e', 'PUBLIC_HOST=tpedm.example.com', '-e', 'CERTIFICATE_NAMES=192.0.2.7'];
    await stack.compose('run', '--rm', '-T', ...names, 'dm-secrets');
    await stack.execute('nginx', 'nginx', '-s', 'reload');
    const isNamed = async () => (await shownCertificate(stack.httpsPort)).checkHost('tpedm.example.com');
    await until(isNamed, { what: 'Nginx shows the certificate with the new name' });
    expect((await shownCertificate(stack.httpsPort)).checkIP('192.0.2.7')).toBe('192.0.2.7');
    expect(await stack.ops('status')).toMatch(/Certificate for tpedm\.example\.com, .*: valid until 20\d\d-/);
  }, 60_000);
}
