import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { concat, fromHex, toHex } from '../../../src/bytes.ts';
import { ONECARD_AID, type TransportLayer } from '../../../src/card/index.ts';
import {
  CardChannel,
  channelKeys,
  encodeStatement,
  exportPrivateKey,
  exportSecretKey,
  suiteOf,
} from '../../../src/crypto/index.ts';
import { SecretPin } from '../../../src/model/index.ts';
import { BODY } from './contract.ts';
import { inSlot } from './drivers.ts';
import { KEYS, keyOf, SERIAL, statement } from './modules.ts';

/** Everything that a module keeps for itself, as hexadecimal text. */
function secretsOf(stored: Uint8Array): readonly string[] {
  const masters = [...KEYS.channel.values(), ...KEYS.state.values()];
  const derived = [0x30, 0x31, 0x32].flatMap((keyVersion) => {
    const card = { suite: 1, keyVersion, serial: SERIAL, aid: ONECARD_AID } as const;
    const { enc, mac, dek } = channelKeys({ ...card, master: keyOf(keyVersion) });
    return [enc, mac, dek];
  });
  // The signing key stands in the store as COSE_Key; its secret is label -4: 23 5820 <32 bytes>.
  const scalar = /235820([0-9a-f]{64})/.exec(toHex(stored))?.[1];
  if (scalar === undefined) throw new Error('the store holds no signing key');
  return [...masters, ...derived].map((key) => toHex(exportSecretKey(key))).concat(scalar);
}

test('no answer, no error and no print of a module holds a key or a PIN', async () => {
  const said: string[] = [];
  const heard: TransportLayer = (inner) => ({
    async transmit(command) {
      const answer = await inner.transmit(command);
      said.push(toHex(answer));
      return answer;
    },
    close: () => inner.close(),
  });
  const pin = new SecretPin('730916');
  const { sam, chip, store } = await inSlot({ issue: { pin, role: 'SETTLE' } }, heard);
  onTestFinished(() => sam.close());
  const note = (value: unknown) => said.push(inspect(value, { depth: 9, showHidden: true }));
  const failing = async (call: Promise<unknown>) => note(await call.catch((error) => error));

  await failing(sam.macState(1, SERIAL, BODY));
  await failing(sam.verifyPin(new SecretPin('111111')));
  await sam.verifyPin(pin);
  note([sam, chip, await sam.id(), await sam.publicKey(), await sam.status()]);
  await sam.macState(1, SERIAL, BODY);
  await failing(sam.keyBlock({ serial: SERIAL, keyVersion: 0x32, newKeyVersion: 0x31 }));
  await sam.sign(encodeStatement(statement()), 1, new Uint8Array(64));
  const channel = await sam.openChannel({ serial: SERIAL, keyVersion: 0x31, size: 'S16' });
  const of = { suite: 1, keyVersion: 0x31, serial: SERIAL, aid: ONECARD_AID } as const;
  const keys = channelKeys({ ...of, master: keyOf(0x31) });
  const command = channel.hostChallengeCommand;
  const begun = CardChannel.initialize({
    command,
    keysOf: () => keys,
    sequence: 1,
    aid: ONECARD_AID,
  });
  if (begun.outcome !== 'initialized') throw new Error('not initialized');
  begun.channel.authenticate(await channel.finish(begun.answer));
  begun.channel.unwrap(await channel.wrap(fromHex('00B0820000')));
  await channel.unwrap(begun.channel.wrap(concat([new Uint8Array(40), fromHex('9000')])));
  await failing(channel.wrap(fromHex('00D6820001AA')));
  note(channel);

  const secrets = secretsOf((await store.load())!);
  expect(secrets.length).toBeGreaterThan(14);
  const all = said.join('\n').toLowerCase();
  expect(all.length).toBeGreaterThan(2_000);
  for (const secret of secrets) {
    expect(all).not.toContain(secret);
    expect(all).not.toContain(
      Buffer.from(secret, 'hex').toString('base64').slice(0, 20).toLowerCase(),
    );
  }
  expect(all).not.toMatch(/730916|111111/);
  expect(all).not.toContain(Buffer.from('730916').toString('hex'));
});

test('the search would find a key', () => {
  const bytes = exportPrivateKey(suiteOf(1).generateKeyPair().privateKey);
  const scalar = secretsOf(bytes).at(-1)!;
  expect(toHex(bytes)).toContain(scalar);
  expect(secretsOf(bytes)).toContain('51'.repeat(16));
});
