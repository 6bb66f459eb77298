/** The issuer's keys in a real PKCS#11 token (SoftHSM 2): made there, used there, never out. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { utf8 } from '../../src/bytes.ts';
import { suiteOf } from '../../src/crypto/index.ts';
import { FileKeyStore, Issuer, TokenKeys, verifyReport } from '../../src/issuing/index.ts';
import { SecretPin } from '../../src/model/index.ts';
import { systemRandom } from '../../src/terminal/index.ts';
import { caught } from '../support/caught.ts';
import { ROOT } from '../support/sources.ts';
import { CLOCK, cardFiles, issued, PASSPHRASE, proven, testIssuer } from './issued.ts';

const NAME = 'PKCS#11 token';
const LABEL = 'county token';
const PIN = '246810';

const ready = spawnSync('bash', [join(ROOT, 'scripts/stacks/token.sh')], { encoding: 'utf8' });
const library = ready.stdout.trim();

if (ready.status !== 0) {
  test(`not run: ${NAME} (${ready.stderr.trim()})`, ({ skip }) => {
    if (process.env.CI === 'true') throw new Error(`${NAME} must run where CI=true`);
    skip(ready.stderr.trim());
  });
} else {
  describe(NAME, () => {
    const folder = mkdtempSync(join(tmpdir(), 'onecard-token-'));
    mkdirSync(join(folder, 'tokens'));
    const configuration = join(folder, 'softhsm2.conf');
    writeFileSync(configuration, `directories.tokendir = ${join(folder, 'tokens')}\n`);
    process.env.SOFTHSM2_CONF = configuration;
    const made = ['--init-token', '--free', '--label', LABEL, '--so-pin', '12345678', '--pin', PIN];
    execFileSync('softhsm2-util', made);
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    const open = (changes: { pin?: string; label?: string } = {}) => {
      const { pin = PIN, label = LABEL } = changes;
      return TokenKeys.open({ library, label, pin: new SecretPin(pin) });
    };

    test('refuses a wrong PIN, an unknown token, another library and the national suite', async () => {
      expect(await caught(open({ label: 'other' }))).toMatchObject({
        code: 'issuing.token-missing',
      });
      expect(await caught(open({ pin: '1234' }))).toMatchObject({
        code: 'issuing.token-pin-wrong',
      });
      const wrong = TokenKeys.open({
        library: configuration,
        label: LABEL,
        pin: new SecretPin(PIN),
      });
      expect(await caught(wrong)).toMatchObject({ code: 'issuing.token-library' });
      const keys = await open();
      expect(await caught(keys.create('sm', 2))).toMatchObject({ code: 'issuing.token-suite' });
      expect(await keys.find('nobody')).toBeUndefined();
      await keys.close();
    });

    test('signs ES256 with a key that OpenSC finds sensitive and never extractable', async () => {
      const keys = await open();
      const key = await keys.create('signer', 1);
      const messages = Array.from({ length: 8 }, (_, at) => utf8(`message ${at}`));
      const signatures = await Promise.all(messages.map((message) => key.sign(message)));
      for (const [at, signature] of signatures.entries()) {
        expect(suiteOf(1).verify(key.publicKey, messages[at]!, signature)).toBe(true);
        expect(suiteOf(1).verify(key.publicKey, utf8('other'), signature)).toBe(false);
      }
      expect(await caught(keys.create('signer', 1))).toMatchObject({ code: 'issuing.key-exists' });
      await keys.close();
      expect(await caught(key.sign(utf8('late')))).toMatchObject({ code: 'issuing.token-failed' });
      const again = await open();
      expect((await again.find('signer'))!.publicKey).toEqual(key.publicKey);
      await again.close();
      const tool = ['--module', library, '--token-label', LABEL, '--login', '--pin', PIN];
      const objects = execFileSync('pkcs11-tool', [...tool, '--list-objects', '--type', 'privkey']);
      expect(String(objects)).toMatch(
        /signer[\s\S]*sensitive, always sensitive, never extractable/,
      );
    });

    test('issues cards whose county key is in the token', async () => {
      const keys = await open();
      const at = await testIssuer(1, keys);
      const { report } = await issued(at, 3);
      const files = await cardFiles(at.cards);
      expect(files).toHaveLength(3);
      for (const file of files) {
        expect((await proven(file, at.terminalSam, at.trust())).outcome).toBe('verified');
      }
      expect(verifyReport(report, at.trust()).outcome).toBe('valid');
      expect(await at.store.find('county')).toBeUndefined();
      at.issuer.close();
      // Without the token the issuer does not open.
      const store = await FileKeyStore.open(join(at.folder, 'keys'), {
        passphrase: PASSPHRASE,
        random: systemRandom,
      });
      const ports = { folder: at.folder, secrets: store, signingKeys: store };
      const error = await caught(Issuer.open({ ...ports, clock: CLOCK, random: systemRandom }));
      expect(error).toMatchObject({ code: 'issuing.store-missing' });
      await keys.close();
    });
  });
}
