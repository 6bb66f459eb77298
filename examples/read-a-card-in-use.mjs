// Reads a social-security card: recognised by its application, opened by a security module, never taken for proven.
import { psamInSlot, readProfile, recogniseCard } from 'onecard/card';
import { SecretKey } from 'onecard/crypto';
import { systemClock, systemRandom } from 'onecard/terminal';
import { VirtualReadPsam, VirtualSocialSecurityCard, virtualReader } from 'onecard/virtual';

const masterKey = new SecretKey(new Uint8Array(16).fill(0x5a));
const card = new VirtualSocialSecurityCard({
  generation: 3,
  addressing: 'by-sfi',
  style: 'get-response',
  algorithm: 'SM4',
  area: '999001',
  name: '测试甲',
  sex: '1',
  bornOn: '1962-05-12',
  identityNumber: '999001196205120016',
  number: 'X0000001',
  expiresOn: '2036-01-04',
  masterKey,
  random: systemRandom,
});
const module = virtualReader(new VirtualReadPsam({ algorithm: 'SM4', masterKey }));
const connection = await virtualReader(card).connect({ exclusive: true });
try {
  const { atr } = connection;
  const { kind } = await recogniseCard(connection, { atr });
  const psam = psamInSlot(await module.connect());
  const options = { atr, psam, random: systemRandom, now: systemClock.now() };
  const { identity, checks } = await readProfile(kind, connection, options);
  console.log(kind, identity.card.specification, identity.holder.name);
  for (const { name, outcome, cause = '' } of checks) console.log(outcome, name, cause);
} finally {
  await connection.close();
}
