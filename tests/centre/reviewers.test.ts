/** Who ends a review signs for it; what is to be recovered stands in accounts that add up. */

import { expect, test } from 'vitest';
import type { Centre } from '../../src/centre/index.ts';
import { exportPrivateKey, importPrivateKey, suiteOf } from '../../src/crypto/index.ts';
import { parseYuan, ZERO } from '../../src/money.ts';
import { isSignedDecision, signReviewDecision } from '../../src/settlement/index.ts';
import { connect } from '../../src/settlement/journal/connection.ts';
import { settlementId } from '../settlement/journal/support.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import { decide, decision, REVIEWER, REVIEWER_KEY } from './reviewers.ts';
import { COUNTY, openAt, registeredCentre, settle } from './support.ts';
import { handIn, publish, uploadOf } from './uploads.ts';

const DIFFERENCE = parseYuan('165.00');

/** A posted settlement that drew less than was due: the review is open. */
async function conflicting(file = temporaryFile('centre.sqlite')) {
  const centre = await registeredCentre(file);
  await publish(centre);
  await settle(centre, 9);
  await handIn(centre, uploadOf(1, 1));
  return centre;
}

const balances = async (centre: Centre) =>
  Object.fromEntries((await centre.accounts()).map(({ account, balance }) => [account, balance]));

async function assertBalanced(centre: Centre) {
  const accounts = await centre.accounts();
  const sum = accounts.reduce((total, { debit, credit }) => total + debit - credit, 0n);
  expect(sum).toBe(0n);
}

test.each([
  ['of nobody', () => new Uint8Array(0)],
  ['of another decision', () => signed('accepted', settlementId(2))],
  ['of another resolution', () => signed('recover-from-hospital')],
  ['of another county', () => signed('accepted', settlementId(1), '999002')],
  ['of a key that nobody registered', () => signed('accepted', settlementId(1), COUNTY, STRANGER)],
])('a signature %s ends no review', async (_, signature) => {
  const centre = await conflicting();
  await centre.registerReviewer(REVIEWER);
  await expect(centre.resolveReview(decision('accepted'), signature())).rejects.toMatchObject({
    code: 'centre.review-not-signed',
  });
  expect(await centre.reviews({ isOpen: true })).toHaveLength(1);
});

const STRANGER = suiteOf(1).generateKeyPair().privateKey;

function signed(
  resolution: Parameters<typeof decision>[0],
  id = settlementId(1),
  county: string = COUNTY,
  key = REVIEWER_KEY,
) {
  return signReviewDecision(county as typeof COUNTY, decision(resolution, id), key);
}

test('a reviewer of another name, or whom nobody registered, ends no review', async () => {
  const centre = await conflicting();
  const refused = { code: 'centre.review-not-signed' };
  const own = decision('accepted');
  await expect(centre.resolveReview(own, signed('accepted'))).rejects.toMatchObject(refused);
  await centre.registerReviewer({ ...REVIEWER, operator: '复核员 08' });
  await expect(centre.resolveReview(own, signed('accepted'))).rejects.toMatchObject(refused);
});

test('the signature is kept, proves itself, and its row never changes', async () => {
  const file = temporaryFile('centre.sqlite');
  const centre = await conflicting(file);
  await decide(centre, 'accepted');
  const [item] = await centre.reviews();
  expect(item!.end).toMatchObject({ operator: REVIEWER.operator, reviewerKey: REVIEWER.publicKey });
  const { signed: kept } = item!.end!;
  expect(isSignedDecision(kept!, REVIEWER.publicKey, COUNTY, decision('accepted'))).toBe(true);
  const other = decision('corrected');
  expect(isSignedDecision(kept!, REVIEWER.publicKey, COUNTY, other)).toBe(false);
  centre.close();
  const database = connect(file);
  for (const change of [
    'UPDATE review_signature SET signed = x00',
    'DELETE FROM review_signature',
  ]) {
    expect(() => database.exec(change.replace('x00', "x'00'"))).toThrow(/only grows/);
  }
  database.close();
  expect((await openAt(file).reviews())[0]!.end).toMatchObject({ reviewerKey: REVIEWER.publicKey });
});

test('what the hospital owes, and what the funds get back, are the same sum', async () => {
  const centre = await conflicting();
  expect(await centre.accounts()).toEqual([]);
  const { difference, provider } = (await centre.reviews())[0]!;
  expect(difference).toBe(-DIFFERENCE);
  await decide(centre, 'recover-from-hospital');
  // The funds paid too little: they owe the hospital.
  expect(await balances(centre)).toEqual({
    fund: DIFFERENCE,
    [`hospital:${provider}`]: -DIFFERENCE,
  });
  await assertBalanced(centre);
  await centre.reverse(settlementId(1));
  expect(await balances(centre)).toEqual({ fund: ZERO, [`hospital:${provider}`]: ZERO });
  await assertBalanced(centre);
});

test('a correction is between the patient and the funds; what is accepted moves nothing', async () => {
  const centre = await conflicting();
  const [item] = await centre.reviews();
  await decide(centre, 'corrected');
  expect(await balances(centre)).toEqual({
    fund: DIFFERENCE,
    [`member:${item!.memberNumber}`]: -DIFFERENCE,
  });
  await assertBalanced(centre);
  const other = await conflicting();
  await decide(other, 'accepted');
  expect(await other.accounts()).toEqual([]);
});

test('a key signs for one reviewer, and a reviewer may have several', async () => {
  const centre = await conflicting();
  await centre.registerReviewer(REVIEWER);
  await centre.registerReviewer(REVIEWER);
  const renewed = suiteOf(1).generateKeyPair();
  await centre.registerReviewer({ ...REVIEWER, publicKey: renewed.publicKey });
  await expect(
    centre.registerReviewer({ operator: '复核员 08', publicKey: REVIEWER.publicKey }),
  ).rejects.toMatchObject({ code: 'centre.registered-otherwise' });
  const key = importPrivateKey(suiteOf(1), exportPrivateKey(renewed.privateKey));
  const signature = signReviewDecision(COUNTY, decision('accepted'), key);
  expect((await centre.resolveReview(decision('accepted'), signature)).end).toBeDefined();
});
