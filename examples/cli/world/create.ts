/**
 * Makes the demo's world: a province, two home counties with a card each, and one terminal in a third
 * county. Everything is made in a folder beside and takes its place at the end, so that a world is
 * whole or not there.
 */

import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { personalise } from '../../../src/card/index.ts';
import {
  exportPrivateKey,
  issueCertificate,
  KEY_VERSIONS,
  type KeyPair,
  type Suite,
  suiteOf,
} from '../../../src/crypto/index.ts';
import {
  MEMBER_CATEGORIES,
  type Participation,
  type SamId,
  type SuiteId,
} from '../../../src/model/index.ts';
import { parseYuan, ZERO } from '../../../src/money.ts';
import { systemClock, systemRandom } from '../../../src/terminal/index.ts';
import {
  addDays,
  chinaDate,
  type Instant,
  instant,
  plainDate,
  startOfDay,
  yearOf,
} from '../../../src/time.ts';
import {
  type CountyKeys,
  fileStore,
  firstChannelKeys,
  generateCountyKeys,
  keysForRole,
  SoftSam,
  VirtualCard,
} from '../../../src/virtual/index.ts';
import { UsageError } from '../output.ts';
import { openHomeCentre, readCatalogue } from './centre.ts';
import { saveSecret, saveText, systemCode, type WorldFiles, worldFiles } from './files.ts';
import { HOMES, type Home, PROVINCE, TERMINAL_ID, TREATING_COUNTY } from './persons.ts';

export const WORLD_FORMAT = 'onecard-world/2';
/** Ten years: a card outlives the demo; certificates outlive the card. */
const CARD_DAYS = 3_650;
const CERTIFICATE_DAYS = 5_475;
/** First year that the demo's bills may fall into. */
const FIRST_YEAR = 2025;
/** Security modules are replaced every five years. */
const SAM_DAYS = 1_825;
/** What the funds may pay through one desk in a day. */
const SAM_DAILY_SUM_MAX = parseYuan('1000000.00');
const TERMINAL_SAM = '9991010000000001' as SamId;

/** How systems say that a folder cannot take the name of one that holds something. */
const TAKEN: ReadonlySet<string> = new Set(['ENOTEMPTY', 'EEXIST', 'EPERM']);

/**
 * Makes a world in `folder`, which must not exist or be empty.
 * @param suite of every key in it
 * @returns false when another process put something there meanwhile
 * @throws UsageError when the folder cannot be made
 */
export async function createWorld(folder: string, suite: SuiteId): Promise<boolean> {
  const draft = await draftBeside(folder);
  try {
    await fill(draft, suiteOf(suite));
    await place(draft, folder);
    return true;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    const code = systemCode(error);
    if (code === undefined) throw error;
    if (TAKEN.has(code)) return false;
    throw notMade(folder, error);
  }
}

async function draftBeside(folder: string): Promise<string> {
  const parent = dirname(folder);
  try {
    await mkdir(parent, { recursive: true });
    return await mkdtemp(join(parent, `.${basename(folder)}-`));
  } catch (cause) {
    throw notMade(folder, cause);
  }
}

/**
 * The whole folder at once where there is none. Into an empty one file by file, the marker last: a
 * folder that was replaced is gone for whoever stands in it.
 */
async function place(draft: string, folder: string): Promise<void> {
  if (!existsSync(folder)) return rename(draft, folder);
  const marker = basename(worldFiles(draft).marker);
  const names = (await readdir(draft)).filter((name) => name !== marker);
  for (const name of [...names, marker]) {
    await copyFile(join(draft, name), join(folder, name), constants.COPYFILE_EXCL);
  }
  await rm(draft, { recursive: true });
}

function notMade(folder: string, cause: unknown): UsageError {
  return new UsageError(`${folder}: cannot be made 无法创建 (${systemCode(cause)})`, { cause });
}

async function fill(folder: string, suite: Suite): Promise<void> {
  const files = worldFiles(folder);
  // Issued the day before: a clock that is a few minutes off must not refuse a new card.
  const issuedOn = addDays(chinaDate(systemClock.now()), -1);
  const issuedAt = startOfDay(issuedOn);

  const province = suite.generateKeyPair();
  await saveSecret(files.root, certify(suite, province, province, PROVINCE, 'province', issuedAt));
  const keys = generateCountyKeys(systemRandom, [suite.id]);
  const sam = await SoftSam.issue(
    {
      id: TERMINAL_SAM,
      role: 'SETTLE',
      suite: suite.id,
      keys: keysForRole(keys, 'SETTLE'),
      issuedAt,
      expiresOn: addDays(issuedOn, SAM_DAYS),
      dailySumMax: SAM_DAILY_SUM_MAX,
    },
    { store: fileStore(files.sam) },
  );

  await certifySam(suite, files, province, sam, issuedAt);

  for (const home of Object.values(HOMES)) {
    const county = suite.generateKeyPair();
    const certificate = certify(suite, province, county, home.county, 'county', issuedAt);
    await saveSecret(files.countyKey(home.county), exportPrivateKey(county.privateKey));
    await saveSecret(files.countyCertificate(home.county), certificate);
    const issuer = { suite, county, certificate, sam, keys, issuedAt };
    const settlementKey = await issueCard(files.card(home.county), home, issuer);
    await register(files, home, settlementKey, { sam, issuedAt });
  }
  await saveText(files.marker, `${WORLD_FORMAT}\n`);
}

/** The county of treatment stands behind the terminal's module. */
async function certifySam(
  suite: Suite,
  files: WorldFiles,
  province: KeyPair,
  sam: SoftSam,
  issuedAt: Instant,
): Promise<void> {
  const county = suite.generateKeyPair();
  const chain = certify(suite, province, county, TREATING_COUNTY, 'county', issuedAt);
  const { id, expiresOn } = await sam.status();
  const certificate = issueCertificate(suite, county.privateKey, {
    issuer: TREATING_COUNTY,
    subject: id,
    role: 'sam',
    validFrom: issuedAt,
    validUntil: startOfDay(addDays(expiresOn, 1)),
    publicKey: await sam.publicKey(),
    suite: suite.id,
    statusPlace: { listNumber: 1, index: 0 },
  });
  await saveSecret(files.countyKey(TREATING_COUNTY), exportPrivateKey(county.privateKey));
  await saveSecret(files.countyCertificate(TREATING_COUNTY), chain);
  await saveSecret(files.samCertificate, certificate);
}

function certify(
  suite: Suite,
  signer: KeyPair,
  owner: KeyPair,
  subject: string,
  role: 'province' | 'county',
  from: Instant,
): Uint8Array {
  return issueCertificate(suite, signer.privateKey, {
    issuer: PROVINCE,
    subject,
    role,
    validFrom: from,
    validUntil: startOfDay(addDays(chinaDate(from), CERTIFICATE_DAYS)),
    publicKey: owner.publicKey,
    suite: suite.id,
  });
}

interface Issuer {
  readonly suite: Suite;
  readonly county: KeyPair;
  readonly certificate: Uint8Array;
  readonly sam: SoftSam;
  readonly keys: CountyKeys;
  readonly issuedAt: Instant;
}

/** @returns COSE_Key bytes of the key that the card signs settlements with */
async function issueCard(path: string, home: Home, issuer: Issuer): Promise<Uint8Array> {
  const { suite } = issuer;
  const { READ, SETTLE, ISSUE } = KEY_VERSIONS[suite.id];
  const authentication = suite.generateKeyPair();
  const settlement = suite.generateKeyPair();
  const issuedOn = chinaDate(issuer.issuedAt);
  const expiresOn = addDays(issuedOn, CARD_DAYS);
  const image = await personalise(
    {
      card: {
        serial: home.serial,
        issuer: home.county,
        suite: suite.id,
        keyVersions: [READ[0], SETTLE[0], ISSUE[0]],
        expiresOn,
        profileVersion: 1,
      },
      holder: home.holder,
      insurance: {
        county: home.county,
        memberNumber: home.memberNumber,
        participation: participation(issuer.issuedAt),
      },
      family: {
        accountId: `${home.county}-F0001`,
        members: [{ memberNumber: home.memberNumber, relation: 0 }],
        allowance: parseYuan('200.00'),
      },
      chronic: [],
      authenticationKey: authentication.publicKey,
      settlementKey: settlement.publicKey,
      issuerKey: issuer.county.privateKey,
      certificate: issuer.certificate,
      validFrom: issuedOn,
      validUntil: expiresOn,
      keyGeneration: 1,
      statusList: { listNumber: 1, index: 0 },
      usage: {
        year: yearOf(issuedOn),
        deductibleMet: ZERO,
        benefitDrawn: ZERO,
        admissions: 0,
      },
      issuedAt: instant(issuer.issuedAt),
    },
    { sam: issuer.sam, random: systemRandom },
  );
  const keys = {
    authentication: authentication.privateKey,
    settlement: settlement.privateKey,
    channel: firstChannelKeys(issuer.keys, suite.id, home.serial),
  };
  await VirtualCard.issue(image, keys, fileStore(path));
  return settlement.publicKey;
}

/** Tells the home county's centre of the member, the card and the terminal. */
async function register(
  files: WorldFiles,
  home: Home,
  settlementKey: Uint8Array,
  { sam, issuedAt }: Pick<Issuer, 'sam' | 'issuedAt'>,
): Promise<void> {
  // Nobody is asked how a module stands while members are registered.
  const catalogue = await readCatalogue();
  const { centre } = await openHomeCentre(files, home, catalogue, () => 'not-certified');
  try {
    await centre.register({
      memberNumber: home.memberNumber,
      name: home.holder.name,
      bornOn: home.holder.bornOn,
      participation: participation(issuedAt),
      cards: [{ serial: home.serial, settlementKey }],
    });
    await centre.registerTerminal({
      terminalId: TERMINAL_ID,
      samId: TERMINAL_SAM,
      publicKey: await sam.publicKey(),
    });
  } finally {
    centre.close();
  }
}

/** Every insurance year from the first of the demo to the one after this. */
function participation(now: Instant): readonly Participation[] {
  const last = yearOf(chinaDate(now)) + 1;
  return Array.from({ length: last - FIRST_YEAR + 1 }, (_, index) => ({
    year: FIRST_YEAR + index,
    category: MEMBER_CATEGORIES[0],
    paidOn: plainDate(`${FIRST_YEAR + index - 1}-12-20`),
  }));
}
