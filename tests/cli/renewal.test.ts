/** What the desk does with cards and modules that are out, by its commands. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Certificate, checkSam, parseCertificate } from '../../src/crypto/index.ts';
import type { SamId } from '../../src/model/index.ts';
import { systemClock } from '../../src/terminal/index.ts';
import { chinaDate, yearOf } from '../../src/time.ts';
import { proven } from '../issuing/issued.ts';
import { HEADER, row } from '../issuing/list.ts';
import { desk, deskFolder, terminalSam } from './issuingDesk.ts';

const YEAR = yearOf(chinaDate(systemClock.now()));
const FIRST = '9990010000000001';
const SETTLE_MODULE = '999001A000000002' as SamId;

async function founded(suite = '1') {
  const folder = deskFolder();
  const [issuer, cards, list] = ['issuer', 'cards', 'list.csv'].map((name) => join(folder, name));
  writeFileSync(list!, `${HEADER}\n${row(1, { year: YEAR })}\n`);
  const init = ['issuer', 'init', '--county', '999001', '--suite', suite, '--out', issuer!];
  expect(await desk(...init)).toMatchObject({ exit: 0 });
  expect(await desk('card', 'issue', list!, '--issuer', issuer!, '--out', cards!)).toMatchObject({
    exit: 0,
  });
  const published = (name: string) => Uint8Array.from(readFileSync(join(issuer!, 'public', name)));
  const file = join(cards!, `${FIRST}.card`);
  const trust = () => ({
    roots: [published('province.certificate')],
    statusLists: [published('cards-1.status')],
    samStatusLists: [published('sams-1.status')],
  });
  const standing = async (year = YEAR) => {
    const sam = await terminalSam(issuer!);
    return proven(file, sam, trust(), systemClock.now(), year);
  };
  return { folder, issuer: issuer!, list: list!, file, published, trust, standing };
}

const json = (stdout: string) => JSON.parse(stdout);

test.each([
  ['1', 0x33],
  ['2', 0x3b],
])('suite %s: a card gets the keys of the other generation', async (suite, first) => {
  const at = await founded(suite);
  const rotate = ['card', 'rotate-keys', '--serial', FIRST, '--issuer', at.issuer];
  const run = await desk(...rotate, '--file', at.file, '--key-generation', '2', '--json');
  expect(run, run.stderr).toMatchObject({ exit: 0 });
  expect(json(run.stdout).data).toEqual({ serial: FIRST, keyGeneration: 2 });
  expect(await at.standing()).toMatchObject({
    outcome: 'verified',
    record: { card: { keyVersions: [first, first + 1, first + 2] } },
  });
});

test('another year of participation is written and signed; a blocked card is left alone', async () => {
  const at = await founded();
  expect(await at.standing(YEAR + 1)).toMatchObject({ failed: [{ name: 'participation' }] });
  const next = join(at.folder, 'next.csv');
  writeFileSync(next, `${HEADER}\n${row(1, { year: YEAR + 1 })}\n`);
  const name = ['--serial', FIRST, '--issuer', at.issuer];
  const update = ['card', 'update', ...name, '--list', next, '--file', at.file];
  const run = await desk(...update);
  expect(run, run.stderr).toMatchObject({
    exit: 0,
    stdout: expect.stringContaining('signed anew'),
  });
  expect(run.stdout + run.stderr).not.toContain('测试');
  expect(await at.standing(YEAR + 1)).toMatchObject({ outcome: 'verified' });

  await desk('card', 'block', ...name);
  const refused = await desk(...update);
  expect(refused.stderr).toContain('[issuing.card-not-good]');
  expect((await desk('card', 'rotate-keys', ...name)).exit).toBe(2);
});

test('a module is blocked and made anew; the county’s list says so at once', async () => {
  const at = await founded();
  const county: Certificate = parseCertificate(at.published('county.certificate'));
  const standing = (id: SamId) => {
    const bytes = at.published(`sam-${id}.certificate`);
    const verification = checkSam(bytes, id, county, at.trust(), systemClock.now());
    return verification.outcome === 'trusted' ? 'good' : verification.cause;
  };
  const named = ['--id', SETTLE_MODULE, '--issuer', at.issuer];
  const module = (verb: string) => desk('issuer', 'sam', verb, ...named, '--json');
  expect(standing(SETTLE_MODULE)).toBe('good');
  expect(json((await module('block')).stdout).data).toMatchObject({ status: 'blocked' });
  expect(standing(SETTLE_MODULE)).toBe('blocked');
  expect(await module('unblock')).toMatchObject({ exit: 0 });
  expect(standing(SETTLE_MODULE)).toBe('good');

  const made = json((await module('replace')).stdout).data;
  expect(made).toMatchObject({ blocked: SETTLE_MODULE });
  expect(standing(SETTLE_MODULE)).toBe('blocked');
  expect(standing(made.id)).toBe('good');
  expect(json((await module('replace')).stdout)).toMatchObject({ data: { id: made.id } });
  expect(await module('unblock')).toMatchObject({ exit: 20 });
  // The new one has the keys of its role: it opens the cards that are out.
  expect(await (await terminalSam(at.issuer)).id()).toBe(made.id);
  expect(await at.standing()).toMatchObject({ outcome: 'verified' });
  const unknown = await desk('issuer', 'sam', 'block', '--id', FIRST, '--issuer', at.issuer);
  expect(unknown.stderr).toContain('[issuing.module-unknown]');
});
