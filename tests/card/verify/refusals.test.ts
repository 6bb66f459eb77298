/** Each way in which a card can be wrong is refused by the check that is named for it. */

import { beforeAll, describe, expect, test } from 'vitest';
import {
  type CardImage,
  encodeChain,
  encodeSecurityObject,
  FILES,
  frame,
  parseSecurityObject,
  SECURITY_OBJECT_CONTEXT,
  type SecurityObject,
  unframe,
  type VerificationOptions,
  verifyRecord,
} from '../../../src/card/index.ts';
import { keyIdOf, parseCose, signCose, type TrustStore } from '../../../src/crypto/index.ts';
import type { CardSerial, CountyCode } from '../../../src/model/index.ts';
import { addDays, instant } from '../../../src/time.ts';
import {
  CARD_KEYS,
  COUNTY_KEY,
  cardImage,
  cardIssue,
  countyCertificate,
  fixedKey,
  foreignFamily,
  inserted,
  NOW,
  openSession,
  rootOf,
  SUITE,
  statusList,
  TODAY,
  TRUST,
  withFile,
  YEAR,
} from '../issued.ts';
import { flipped } from '../refusal.ts';

const HOUR = 3_600_000;
const OPTIONS: VerificationOptions = { now: NOW, insuranceYear: YEAR };

let image: CardImage;
beforeAll(async () => {
  image = await cardImage();
});

interface Case {
  readonly image?: CardImage | Promise<CardImage>;
  readonly keys?: typeof CARD_KEYS;
  readonly trust?: Partial<TrustStore>;
  readonly options?: Partial<VerificationOptions>;
}

/** `name[file]: cause` of every failed check. */
async function failedChecks(each: Case): Promise<readonly string[]> {
  const { reader } = await inserted((await each.image) ?? image, each.keys);
  const session = await openSession(reader);
  const verification = verifyRecord(
    await session.read(),
    { ...TRUST, ...each.trust },
    { ...OPTIONS, ...each.options },
  );
  if (verification.outcome === 'verified') return [];
  expect(verification.checks.filter(({ outcome }) => outcome === 'failed')).toEqual(
    verification.failed,
  );
  return verification.failed.map((check) => {
    const file = check.file ? `[${check.file}]` : '';
    return `${check.name}${file}: ${check.outcome === 'failed' ? check.cause : ''}`;
  });
}

const withChain = (certificate: Uint8Array) =>
  withFile(image, FILES['EF.CHAIN'].fid, () => frame(encodeChain([certificate]), 512));

/** The county signs another security object over the same files. */
function resigned(
  change: (object: SecurityObject) => SecurityObject,
  certificates: readonly Uint8Array[] = [],
): CardImage {
  return withFile(image, FILES['EF.SOD'].fid, (bytes) => {
    const object = parseSecurityObject(parseCose(unframe(bytes, 'EF.SOD')).payload);
    const signed = signCose(SUITE, COUNTY_KEY, {
      keyId: keyIdOf(COUNTY_KEY.publicKey),
      payload: encodeSecurityObject(change(object)),
      context: SECURITY_OBJECT_CONTEXT,
      certificates,
    });
    return frame(signed, 768);
  });
}

describe('the county and its signature', () => {
  test('a province that the terminal does not know', async () => {
    const trust = { roots: [rootOf(fixedKey(0x77))] };
    expect(await failedChecks({ trust })).toEqual(['certificate-chain: unknown-root']);
    expect(await failedChecks({ trust: { roots: [] } })).toEqual([
      'certificate-chain: unknown-root',
    ]);
  });

  test('an expired certificate', async () => {
    const expired = withChain(countyCertificate({ validUntil: instant(NOW - HOUR) }));
    expect(await failedChecks({ image: expired })).toEqual(['certificate-dates: expired']);
  });

  test('the certificate of another county', async () => {
    const key = fixedKey(0x33);
    const swapped = withChain(countyCertificate({ key, subject: '999102' }));
    const statusLists = [statusList({ key, county: '999102' as CountyCode })];
    expect(await failedChecks({ image: swapped, trust: { statusLists } })).toEqual([
      'issuer-signature: wrong-signature',
      'issuer-county: county-mismatch',
    ]);
  });

  test('another county under the same key', async () => {
    const renamed = withChain(countyCertificate({ subject: '999102' }));
    const statusLists = [statusList({ county: '999102' as CountyCode })];
    expect(await failedChecks({ image: renamed, trust: { statusLists } })).toEqual([
      'issuer-county: county-mismatch',
    ]);
  });

  test('no certificate at all in the chain', async () => {
    const failed = await failedChecks({ image: withChain(Uint8Array.of(0)) });
    expect(failed).toEqual([
      'certificate-chain: malformed',
      'certificate-dates: malformed',
      'issuer-signature: not-run',
      'suite: not-run',
      'issuer-county: not-run',
      'status-list-age: list-missing',
      'card-not-blocked: not-run',
    ]);
  });

  test('two certificates where one belongs', async () => {
    const certificate = countyCertificate();
    const twice = withFile(image, FILES['EF.CHAIN'].fid, () =>
      frame(encodeChain([certificate, certificate]), 512),
    );
    expect(await failedChecks({ image: twice })).toEqual([
      'certificate-chain: malformed',
      'certificate-dates: malformed',
    ]);
  });

  test('a digest algorithm of the other suite', async () => {
    const other = resigned((object) => ({ ...object, digestAlgorithm: -70_003 }));
    expect(await failedChecks({ image: other })).toEqual(['suite: suite-mismatch']);
  });

  test('a settlement key that is no point of the curve', async () => {
    const off = resigned((object) => ({
      ...object,
      settlementKey: flipped(object.settlementKey, object.settlementKey.length - 1),
    }));
    expect(await failedChecks({ image: off })).toEqual(['suite: suite-mismatch']);
  });

  test('certificates in the header of the security object', async () => {
    const withHeader = resigned((object) => object, [countyCertificate()]);
    expect(await failedChecks({ image: withHeader })).toEqual([
      'issuer-signature: malformed-object',
    ]);
  });

  test('a security object that speaks of another card', async () => {
    const serial = '9990010000000002' as CardSerial;
    expect(await failedChecks({ image: resigned((object) => ({ ...object, serial })) })).toEqual([
      'card-serial: serial-mismatch',
    ]);
  });
});

describe('dates', () => {
  test.each([
    ['a security object that begins tomorrow', { validFrom: addDays(TODAY, 1) }, 'dates-not-begun'],
    ['one that was signed tomorrow', { signedOn: addDays(TODAY, 1) }, 'dates-not-begun'],
    [
      'one that ended yesterday',
      { validFrom: addDays(TODAY, -9), validUntil: addDays(TODAY, -1) },
      'dates-over',
    ],
  ])('%s', async (_name, dates, cause) => {
    const image = resigned((object) => ({ ...object, ...dates }));
    expect(await failedChecks({ image })).toEqual([`security-object-dates: ${cause}`]);
  });

  test('its first and last day both count', async () => {
    const image = resigned((object) => ({ ...object, validFrom: TODAY, validUntil: TODAY }));
    expect(await failedChecks({ image })).toEqual([]);
  });

  test('a card on the day after its last', async () => {
    const { card } = cardIssue();
    const last = cardImage({ card: { ...card, expiresOn: TODAY } });
    expect(await failedChecks({ image: last })).toEqual([]);
    const over = cardImage({ card: { ...card, expiresOn: addDays(TODAY, -1) } });
    expect(await failedChecks({ image: over })).toEqual(['card-expiry: dates-over']);
  });
});

describe('the card itself', () => {
  test('a copy of all files without the keys', async () => {
    const keys = { ...CARD_KEYS, authentication: fixedKey(0x91), settlement: fixedKey(0x92) };
    expect(await failedChecks({ keys })).toEqual(['card-key: wrong-signature']);
  });

  test('the settlement key does not answer challenges', async () => {
    const keys = { ...CARD_KEYS, authentication: CARD_KEYS.settlement };
    expect(await failedChecks({ keys })).toEqual(['card-key: wrong-signature']);
  });

  test('a file of another card', async () => {
    const serial = '9990010000000002' as CardSerial;
    const mixed = withFile(image, FILES['EF.FAMILY'].fid, () => frame(foreignFamily(serial), 512));
    expect(await failedChecks({ image: mixed })).toEqual([
      'file-digest[EF.FAMILY]: digest-mismatch',
      'card-serial: serial-mismatch',
    ]);
  });

  test('a state slot with a wrong CMAC', async () => {
    const { fid } = FILES['EF.STATE-A'];
    const body = unframeSlotEnd(image.files.get(fid)!);
    const changed = withFile(image, fid, (bytes) => flipped(bytes, body));
    expect(await failedChecks({ image: changed })).toEqual([
      'state-mac: wrong-mac',
      'state-history: not-run',
    ]);
  });

  test('a state slot of another card', async () => {
    const { card } = cardIssue();
    const serial = '9990010000000002' as CardSerial;
    const other = await cardImage({ card: { ...card, serial } });
    const { fid } = FILES['EF.STATE-A'];
    const changed = withFile(image, fid, () => other.files.get(fid)!);
    expect(await failedChecks({ image: changed })).toEqual([
      'state-mac: wrong-mac',
      'state-history: not-run',
    ]);
  });

  test('no state at all', async () => {
    const emptied = withFile(image, FILES['EF.STATE-A'].fid, () => new Uint8Array(223));
    expect(await failedChecks({ image: emptied })).toEqual([
      'state-mac: no-valid-slot',
      'state-history: not-run',
    ]);
  });

  test('the same state in both slots', async () => {
    const state = image.files.get(FILES['EF.STATE-A'].fid)!;
    const doubled = withFile(image, FILES['EF.STATE-B'].fid, () => state);
    expect(await failedChecks({ image: doubled })).toEqual(['state-history: slots-disagree']);
  });
});

/** Offset of the last byte of the CMAC: behind head, body and `8E 10`. */
function unframeSlotEnd(slot: Uint8Array): number {
  const bodyBytes = (slot[2]! << 8) | slot[3]!;
  return 4 + bodyBytes + 2 + 15;
}

describe('the year and the list', () => {
  test('a year that was not paid for', async () => {
    expect(await failedChecks({ options: { insuranceYear: 2024 } })).toEqual([
      'participation: not-participating',
    ]);
  });

  test.each([
    ['no list', [], 'list-missing'],
    ['a list of somebody else', [statusList({ key: fixedKey(0x44) })], 'list-missing'],
    [
      'a list of 72 hours and a second',
      [statusList({ issuedAt: instant(NOW - 72 * HOUR - 1000) })],
      'list-too-old',
    ],
    ['a list from the future', [statusList({ issuedAt: instant(NOW + 1000) })], 'list-from-future'],
  ])('%s', async (_name, statusLists, cause) => {
    const failed = await failedChecks({ trust: { statusLists } });
    expect(failed[0]).toBe(`status-list-age: ${cause}`);
    expect(failed.slice(1)).toEqual(cause === 'list-missing' ? ['card-not-blocked: not-run'] : []);
  });

  test('a list of exactly the age allowed', async () => {
    const statusLists = [statusList({ issuedAt: instant(NOW - 24 * HOUR) })];
    const trust = { statusLists };
    expect(await failedChecks({ trust, options: { statusListAgeHoursMax: 24 } })).toEqual([]);
    expect(await failedChecks({ trust, options: { statusListAgeHoursMax: 23 } })).toEqual([
      'status-list-age: list-too-old',
    ]);
  });

  test.each(['blocked', 'suspended'] as const)('a card that is %s', async (status) => {
    const statusLists = [statusList({ exceptions: new Map([[7, status]]) })];
    expect(await failedChecks({ trust: { statusLists } })).toEqual([`card-not-blocked: ${status}`]);
  });

  test('a list that ends before the card', async () => {
    const statusLists = [statusList({ cardCount: 4 })];
    expect(await failedChecks({ trust: { statusLists } })).toEqual([
      'card-not-blocked: not-in-list',
    ]);
  });

  test.each([0, 73, Number.POSITIVE_INFINITY, Number.NaN])(
    'no option switches the age check off: %s hours',
    async (statusListAgeHoursMax) => {
      await expect(failedChecks({ options: { statusListAgeHoursMax } })).rejects.toThrow(
        RangeError,
      );
    },
  );
});
