// A desk made of software, by the public interface alone: one province, one home county, one card,
// one terminal in another county. The other examples put their card into it.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openCentre,
  openJournal,
  parseBill,
  parseCatalogue,
  parsePlan,
  parseYuan,
  samStandings,
} from 'onecard';
import { personalise } from 'onecard/card';
import { issueCertificate, issueStatusList, suiteOf } from 'onecard/crypto';
import { memoryCardCounters, moduleCheckpoints, systemClock, systemRandom } from 'onecard/terminal';
import {
  firstChannelKeys,
  generateCountyKeys,
  keysForRole,
  SoftSam,
  VirtualCard,
} from 'onecard/virtual';

const suite = suiteOf(1);
const ISSUED_AT = Date.parse('2026-01-01T00:00:00Z');
const UNTIL = Date.parse('2046-01-01T00:00:00Z');
const HOME = '999001';
const SERIAL = '9990010000000009';
const MEMBER = '999001-01-02-03-004-1';
const PARTICIPATION = [2026, 2027].map((year) => ({
  year,
  category: 'ordinary',
  paidOn: `${year - 1}-12-20`,
}));

function shipped(path) {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

function certify(signer, owner, subject, role) {
  return issueCertificate(suite, signer.privateKey, {
    issuer: '999000',
    subject,
    role,
    validFrom: ISSUED_AT,
    validUntil: UNTIL,
    publicKey: owner.publicKey,
    suite: 1,
  });
}

/** Everything a terminal needs, a card to put into its reader, and a bill for its holder. */
export async function makeDesk() {
  const province = suite.generateKeyPair();
  const county = suite.generateKeyPair();
  const authentication = suite.generateKeyPair();
  const settlement = suite.generateKeyPair();
  const countyKeys = generateCountyKeys(systemRandom);
  const sam = await SoftSam.issue({
    id: '9991010000000009',
    role: 'SETTLE',
    keys: keysForRole(countyKeys, 'SETTLE'),
    issuedAt: ISSUED_AT,
    expiresOn: '2036-01-01',
    dailySumMax: parseYuan('100000.00'),
  });

  const image = await personalise(
    {
      card: {
        serial: SERIAL,
        issuer: HOME,
        suite: 1,
        keyVersions: [0x30, 0x31, 0x32],
        expiresOn: '2036-01-01',
        profileVersion: 1,
      },
      holder: {
        name: '测试甲',
        sex: 1,
        bornOn: '1962-05-12',
        identityNumber: '999001196205120016',
        address: '示范乡第二村第三组',
      },
      insurance: { county: HOME, memberNumber: MEMBER, participation: PARTICIPATION },
      family: { accountId: `${HOME}-F0001`, members: [], allowance: parseYuan('0.00') },
      chronic: [],
      authenticationKey: authentication.publicKey,
      settlementKey: settlement.publicKey,
      issuerKey: county.privateKey,
      certificate: certify(province, county, HOME, 'county'),
      validFrom: '2026-01-01',
      validUntil: '2036-01-01',
      keyGeneration: 1,
      statusList: { listNumber: 1, index: 0 },
      usage: { year: 2026, deductibleMet: 0n, benefitDrawn: 0n, admissions: 0 },
      issuedAt: ISSUED_AT,
    },
    { sam, random: systemRandom },
  );
  const keys = {
    authentication: authentication.privateKey,
    settlement: settlement.privateKey,
    channel: firstChannelKeys(countyKeys, 1, SERIAL),
  };
  const card = await VirtualCard.issue(image, keys);

  // The county stands behind the module as it does behind the card, and lists those that are blocked.
  const list = {
    county: HOME,
    listNumber: 1,
    version: 1,
    issuedAt: Math.floor(systemClock.now() / 1000) * 1000,
    cardCount: 4,
    exceptions: new Map(),
  };
  const samProof = {
    certificate: issueCertificate(suite, county.privateKey, {
      issuer: HOME,
      subject: await sam.id(),
      role: 'sam',
      validFrom: ISSUED_AT,
      validUntil: UNTIL,
      publicKey: await sam.publicKey(),
      suite: 1,
      statusPlace: { listNumber: 1, index: 0 },
    }),
    chain: [certify(province, county, HOME, 'county')],
  };
  const trust = {
    roots: [certify(province, province, '999000', 'province')],
    statusLists: [issueStatusList(suite, county.privateKey, list)],
    samStatusLists: [issueStatusList(suite, county.privateKey, list, 'sams')],
  };

  const folder = mkdtempSync(join(tmpdir(), 'onecard-example-'));
  const plan = parsePlan(shipped('plans/yinjiang-2019.yaml'), 'plans/yinjiang-2019.yaml');
  const catalogue = parseCatalogue(shipped('catalogues/999101.yaml'), 'catalogues/999101.yaml');
  const centre = openCentre({
    file: join(folder, 'centre.sqlite'),
    clock: systemClock,
    county: HOME,
    plans: [plan],
    catalogues: [catalogue],
    samStanding: samStandings(new Map([[await sam.id(), samProof]]), () => trust),
  });
  await centre.register({
    memberNumber: MEMBER,
    name: '测试甲',
    bornOn: '1962-05-12',
    participation: PARTICIPATION,
    cards: [{ serial: SERIAL, settlementKey: settlement.publicKey }],
  });
  const terminalId = 'H999101-T09';
  const publicKey = await sam.publicKey();
  await centre.registerTerminal({ terminalId, samId: await sam.id(), publicKey });
  const journalFile = join(folder, 'terminal.journal');
  const equipment = {
    terminalId,
    journal: openJournal(journalFile, {
      terminalId,
      clock: systemClock,
      checkpoints: moduleCheckpoints(sam),
    }),
    sam,
    samProof,
    trust,
    counters: memoryCardCounters(),
    counties: new Map([[HOME, { plan, centre }]]),
    catalogue,
    clock: systemClock,
    random: systemRandom,
  };
  const path = 'examples/bills/yinjiang-inpatient.json';
  return { card, equipment, bill: parseBill(shipped(path), path), journalFile, centre };
}
