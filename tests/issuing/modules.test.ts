/** Security modules that are lost: blocked in the county's list, made anew, refused at terminal and centre. */

import { expect, test } from 'vitest';
import { verifySam } from '../../src/card/index.ts';
import { samStandings } from '../../src/centre/index.ts';
import { replaceModule, setModuleStatus } from '../../src/issuing/index.ts';
import type { SamId } from '../../src/model/index.ts';
import { parseYuan } from '../../src/money.ts';
import { instant, plainDate } from '../../src/time.ts';
import { SoftSam } from '../../src/virtual/index.ts';
import { caught } from '../support/caught.ts';
import { NOW, type TestIssuer, testIssuer } from './issued.ts';

const HOUR = 3_600_000;

function proofOf({ issuer }: TestIssuer, id: SamId) {
  const { certificate } = issuer.register.modules.of(id)!;
  return { certificate, chain: [issuer.profile.countyCertificate] };
}

async function standingOf(at: TestIssuer, now = NOW) {
  const id = await at.terminalSam.id();
  const proof = proofOf(at, id);
  const verdict = await verifySam(at.terminalSam, proof, at.trust(), now);
  const atCentre = samStandings(new Map([[id, proof]]), () => at.trust())(id, now);
  return [verdict.outcome === 'trusted' ? 'good' : verdict.cause, atCentre];
}

test('a module is blocked, and taken out of the list again', async () => {
  const at = await testIssuer();
  const id = await at.terminalSam.id();
  const before = at.issuer.register.list('sams', 1)!.version;
  expect(await standingOf(at)).toEqual(['good', 'good']);
  expect(await setModuleStatus(at.issuer, id, 'blocked')).toEqual({
    outcome: 'changed',
    listVersion: before + 1,
  });
  expect(await standingOf(at)).toEqual(['blocked', 'blocked']);
  expect(await setModuleStatus(at.issuer, id, 'blocked')).toMatchObject({ outcome: 'unchanged' });
  await setModuleStatus(at.issuer, id, 'suspended');
  expect(await standingOf(at)).toEqual(['suspended', 'blocked']);
  await setModuleStatus(at.issuer, id, 'good');
  expect(await standingOf(at)).toEqual(['good', 'good']);
});

test('a replacement has an id of its own, and the old module is never good again', async () => {
  const at = await testIssuer();
  const id = await at.terminalSam.id();
  let madeCount = 0;
  const replaced = () =>
    replaceModule(at.issuer, id, async (order) => {
      madeCount += 1;
      expect(order.role).toBe('SETTLE');
      // Blocked before there is another.
      expect(at.issuer.register.modules.of(id)!.status).toBe('blocked');
      const expiresOn = plainDate('2031-03-08');
      const sam = await SoftSam.issue({
        ...order,
        keys: at.issuer.keysForSam(order.role),
        issuedAt: NOW,
        expiresOn,
        dailySumMax: parseYuan('1000.00'),
      });
      const publicKey = await sam.publicKey();
      made = sam;
      return { publicKey, expiresOn };
    });
  let made: SoftSam | undefined;
  const first = await replaced();
  expect(first.outcome).toBe('issued');
  expect(first.id).not.toBe(id);
  expect(await replaced()).toEqual({ outcome: 'already-issued', id: first.id });
  expect(madeCount).toBe(1);
  expect(await standingOf(at)).toEqual(['blocked', 'blocked']);
  const verdict = await verifySam(made!, proofOf(at, first.id), at.trust(), NOW);
  expect(verdict).toEqual({ outcome: 'trusted', id: first.id });
  expect(await setModuleStatus(at.issuer, id, 'good')).toEqual({ outcome: 'replaced' });
  expect(await standingOf(at)).toEqual(['blocked', 'blocked']);
});

test('a replacement that failed half way is made by the next call', async () => {
  const at = await testIssuer();
  const id = await at.terminalSam.id();
  const failing = replaceModule(at.issuer, id, () => Promise.reject(new Error('disk full')));
  await expect(failing).rejects.toThrow('disk full');
  expect(await standingOf(at)).toEqual(['blocked', 'blocked']);
  // Nothing stands for it yet, so it may still be taken back.
  expect(await setModuleStatus(at.issuer, id, 'good')).toMatchObject({ outcome: 'changed' });
});

test('a module that the county does not know', async () => {
  const at = await testIssuer();
  const unknown = setModuleStatus(at.issuer, '999001A999999999' as SamId, 'blocked');
  expect(await caught(unknown)).toMatchObject({ code: 'issuing.module-unknown' });
});

test('a list of modules that is too old, or of tomorrow, is no answer', async () => {
  const at = await testIssuer();
  expect(await standingOf(at, instant(NOW + 72 * HOUR))).toEqual(['good', 'good']);
  expect(await standingOf(at, instant(NOW + 73 * HOUR))).toEqual(['list-too-old', 'not-certified']);
  expect(await standingOf(at, instant(NOW - HOUR))).toEqual(['list-from-future', 'not-certified']);
});
