/** A security module that is blocked, expired or not certified settles nothing, at the desk or at the centre. */

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { TREATING_COUNTY } from '../../examples/cli/world/persons.ts';
import { openCentre, samStandings } from '../../src/centre/index.ts';
import { importPrivateKey, issueStatusList, suiteOf } from '../../src/crypto/index.ts';
import type { SamId, SamProof } from '../../src/model/index.ts';
import { systemClock } from '../../src/terminal/index.ts';
import { addDays, chinaDate, instant, startOfDay } from '../../src/time.ts';
import { generateCountyKeys, SoftSam } from '../../src/virtual/index.ts';
import { codeOf } from '../reader/codeOf.ts';
import { HOME, tap, withCentre } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';
import { RANDOM } from '../virtual/sam/drivers.ts';

async function made() {
  const world = await testWorld(await temporaryFolder());
  const bill = await demoBill('yinjiang', 'SAM-9');
  const keyBytes = await readFile(world.files.countyKey(TREATING_COUNTY));
  const key = importPrivateKey(suiteOf(1), Uint8Array.from(keyBytes));
  /** The list of the module's county, with the module under this status. */
  const listed = (status: 'blocked' | 'suspended') => {
    const now = systemClock.now();
    const content = {
      county: TREATING_COUNTY,
      listNumber: 1,
      version: 99,
      issuedAt: instant(now - (now % 1000)),
      cardCount: 4,
      exceptions: new Map([[0, status]]),
    };
    return issueStatusList(suiteOf(1), key, content, 'sams');
  };
  const trustWith = (list: Uint8Array) => ({
    ...world.equipment.trust,
    samStatusLists: [...(world.equipment.trust.samStatusLists ?? []), list],
  });
  return { world, bill, listed, trustWith };
}

describe('at the desk', () => {
  test.each(['blocked', 'suspended'] as const)('%s on its county’s list', async (status) => {
    const { world, bill, listed, trustWith } = await made();
    const visit = tap(world, bill, { trust: trustWith(listed(status)) });
    await expect(visit).rejects.toMatchObject({ code: 'sam.blocked', detail: { rule: status } });
    expect(world.equipment.journal.head().sequence).toBe(0);
    expect(await tap(world, bill)).toMatchObject({ outcome: 'settled' });
  });

  test('past its last day, though its certificate still holds', async () => {
    const { world, bill } = await made();
    const tomorrow = addDays(chinaDate(systemClock.now()), 1);
    const { sam } = world.equipment;
    const yesterday = addDays(tomorrow, -2);
    const status = async () => ({ ...(await sam.status()), expiresOn: yesterday });
    const old = Object.create(sam, {
      status: { value: status },
      ...Object.fromEntries(
        (['id', 'publicKey', 'openChannel', 'checkState'] as const).map((name) => [
          name,
          { value: (...of: never[]) => (sam[name] as (...of: never[]) => unknown)(...of) },
        ]),
      ),
    });
    await expect(tap(world, bill, { sam: old })).rejects.toMatchObject({
      code: 'sam.expired',
      detail: { rule: 'module-expired' },
    });
  });

  test('another module with the certificate of this one, and one without any list', async () => {
    const { world, bill } = await made();
    const id = await world.sam.id();
    const twin = await SoftSam.issue({
      id,
      role: 'SETTLE',
      keys: generateCountyKeys(RANDOM),
      issuedAt: startOfDay(chinaDate(systemClock.now())),
      expiresOn: addDays(chinaDate(systemClock.now()), 30),
      dailySumMax: (await world.sam.status()).dailySumLeft,
    });
    const mixed = Object.create(world.sam, {
      status: { value: () => twin.status() },
      publicKey: { value: () => twin.publicKey() },
      openChannel: { value: world.sam.openChannel.bind(world.sam) },
      checkState: { value: world.sam.checkState.bind(world.sam) },
      id: { value: world.sam.id.bind(world.sam) },
    });
    await expect(tap(world, bill, { sam: mixed })).rejects.toMatchObject({
      code: 'sam.not-certified',
      detail: { rule: 'another-key' },
    });
    const trust = { ...world.equipment.trust, samStatusLists: [] };
    await expect(tap(world, bill, { trust })).rejects.toMatchObject({
      detail: { rule: 'list-missing' },
    });
    const samProof: SamProof = { ...world.equipment.samProof, chain: [] };
    expect(await codeOf(tap(world, bill, { samProof }))).toBe('sam.not-certified');
    expect(world.equipment.journal.head().sequence).toBe(0);
  });
});

describe('at the centre', () => {
  const cases = ['blocked', 'expired', 'not-certified'] as const;

  test.each(cases)('%s is declined by name, before anything is kept', async (standing) => {
    const { world, bill } = await made();
    const { plan } = world.equipment.counties.get(HOME)!;
    const centre = openCentre({
      file: world.files.centre(HOME),
      clock: systemClock,
      county: HOME,
      plans: [plan],
      catalogues: [world.equipment.catalogue],
      samStanding: () => standing,
    });
    try {
      const result = await tap(
        world,
        bill,
        withCentre(world, () => ({ quote: (c) => centre.quote(c) })),
      );
      expect(result).toMatchObject({ outcome: 'declined', reasons: [`sam-${standing}`] });
      expect(world.equipment.journal.head().sequence).toBe(0);
    } finally {
      centre.close();
    }
  });

  test('by the certificates and lists that it has', async () => {
    const { world, listed, trustWith } = await made();
    const { samProof, trust } = world.equipment;
    const id = await world.sam.id();
    const now = systemClock.now();
    let current = trust;
    const standing = samStandings(new Map([[id, samProof]]), () => current);
    expect(standing(id, now)).toBe('good');
    expect(standing('9991010000000BAD' as SamId, now)).toBe('not-certified');
    expect(standing(id, instant(now + 6 * 365 * 86_400_000))).toBe('expired');
    current = trustWith(listed('blocked'));
    expect(standing(id, now)).toBe('blocked');
  });
});
