// A county as an issuer: keys in an encrypted store, cards from a list, the signed report, a lost card.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  csvProblemText,
  FileKeyStore,
  Issuer,
  issueBatch,
  Passphrase,
  readIssueList,
  setCardStatus,
  verifyReport,
  writeDurably,
} from 'onecard/issuing';
import { systemClock, systemRandom } from 'onecard/terminal';
import { SoftSam, virtualCardBytes } from 'onecard/virtual';

const folder = await mkdtemp(join(tmpdir(), 'onecard-issuer-'));
const passphrase = new Passphrase('a phrase of the county');

// Once: the county's keys. The store may be a folder of sealed files or, for the signing keys, a token.
const keys = await FileKeyStore.create(join(folder, 'keys'), {
  passphrase,
  random: systemRandom,
});
const issuer = await Issuer.found(
  { county: '999001', suite: 1 },
  { folder, secrets: keys, signingKeys: keys, clock: systemClock, random: systemRandom },
);
// The module that proves the first state of every card; it holds the keys of its role alone.
const sam = await SoftSam.issue({
  id: issuer.nextSam().id,
  role: 'ISSUE',
  keys: issuer.keysForSam('ISSUE'),
  issuedAt: systemClock.now(),
  expiresOn: '2036-01-01',
  dailySumMax: 0n,
});

// The list, as a county's register exports it. A list with mistakes is refused whole, each by name.
const wrong = 'name,sex,identity_number\n测试甲,男,999001196205120016\n';
try {
  readIssueList(issuer, new TextEncoder().encode(wrong), { file: 'wrong.csv', encoding: 'utf-8' });
} catch (error) {
  console.log(csvProblemText(error.problems[0], 'en'));
}
const list = [
  '姓名,性别,身份证号,住址,医疗证号,参合记录,家庭账户',
  '测试甲,男,999001196205120016,示范乡第二村,999001-01-02-03-004-1,2026:ordinary:2025-12-20,F0001',
  '测试乙,女,999001198509230029,示范乡第三村,999001-01-03-01-002-1,2026:低保:2025-12-20,F0002',
].join('\r\n');
const source = { file: 'persons.csv', encoding: 'utf-8' };
const { rows, sourceHash } = readIssueList(issuer, new TextEncoder().encode(list), source);

// Files of virtual cards here; a machine that writes chips has the same two functions.
const press = {
  encode: virtualCardBytes,
  deliver: (cards) =>
    writeDurably(
      cards.map(({ serial, bytes }) => ({ path: join(folder, `${serial}.card`), bytes })),
    ),
};
const terms = { sourceHash, destination: folder, centre: '', keyGeneration: 1 };
const { report, batch } = await issueBatch(
  issuer,
  rows,
  { ...terms, expiresOn: '2036-01-01' },
  { sam, press },
);
const trust = { roots: [issuer.profile.provinceCertificate], statusLists: issuer.lists('cards') };
console.log(`${batch.rowCount} cards, report ${verifyReport(report, trust).outcome}`);

// A card was lost: from the next list on every terminal refuses it.
const lost = await setCardStatus(issuer, '9990010000000002', 'blocked');
console.log(`lost card ${lost.outcome}, list of version ${lost.listVersion}`);

issuer.close();
await rm(folder, { recursive: true });
