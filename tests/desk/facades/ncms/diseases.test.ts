/** S29: what plans and catalogue speak of, by the day since which they do. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOMES, TREATING_CATALOGUE } from '../../../../examples/cli/world/persons.ts';
import { parseCatalogue, parsePlan } from '../../../../src/settlement/index.ts';
import { ROOT } from '../../../support/sources.ts';
import { temporaryFolder, testWorld } from '../../../support/world.ts';
import { outpatientEquipment } from '../world.ts';
import { LUNG, ncmsDesk, signedOn, textOf } from './support.ts';

/** A catalogue that restricts two items, one of them since July. */
function catalogue() {
  const text = readFileSync(join(ROOT, TREATING_CATALOGUE), 'utf8');
  const restricted = `items:
  - code: X9997001
    name: { zh: 限病种药, en: restricted }
    class: A
    restriction: { diagnoses: [C34., J15] }
  - code: X9997002
    name: { zh: 常规用药, en: usual }
    class: A
    effective: { from: '2026-07-01', until: open }
    usual: { indications: [E11.900] }
`;
  return parseCatalogue(text.replace('items:\n', restricted), TREATING_CATALOGUE);
}

async function atDesk() {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const { equipment } = outpatientEquipment(world, { changes: LUNG });
  const home = equipment.counties.get(HOMES.yinjiang.county)!;
  const anhui = 'plans/anhui-county-2010.yaml';
  const plan = parsePlan(readFileSync(join(ROOT, anhui), 'utf8'), anhui);
  const counties = new Map([
    [HOMES.yinjiang.county, home],
    [plan.county.code, { ...home, plan }],
  ]);
  const given = { ...equipment, counties, catalogue: catalogue() };
  const at = await ncmsDesk({ equipment: given }, {}, { folder, world });
  return signedOn(at.desk, at.token);
}

test('S29: codes as the documents give them, names where they have one, by the newest day', async () => {
  const program = await atDesk();
  const asked = async (fields: readonly (readonly [string, string])[] = []) =>
    (await program.call('S29', fields)).data.children.map((item) =>
      ['code', 'name', 'typeName', 'date'].map((field) => textOf(item, field)),
    );
  const all = await asked();
  expect(all).toEqual([
    ['B18', '', '慢性病', '2010-01-01'],
    ['C34', '', '', '2026-01-01'],
    ['E11', '', '慢性病', '2010-01-01'],
    ['E11.900', '', '', '2026-07-01'],
    ['I10', '', '慢性病', '2010-01-01'],
    ['I25', '', '慢性病', '2010-01-01'],
    ['J15', '细菌性肺炎', '细菌性肺炎', '2026-01-01'],
    ['J44', '', '慢性病', '2010-01-01'],
  ]);
  const codesSince = async (day: string) =>
    (await asked([['startDate', day]])).map(([code]) => code);
  expect(await codesSince('2010-01-01')).toHaveLength(all.length);
  expect(await codesSince('2010-01-02')).toEqual(['C34', 'E11.900', 'J15']);
  expect(await codesSince('2026-07-01 08:00:00')).toEqual(['E11.900']);
  expect(await codesSince('2026-07-02')).toEqual([]);
  expect((await program.call('S29', [['startDate', 'gestern']])).state).toBe(false);
});
