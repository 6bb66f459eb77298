/** A listening service whose home county pays outpatients too: the card of the first county of the demo. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { World } from '../../../examples/cli/world/open.ts';
import { HOMES, TREATING_CATALOGUE } from '../../../examples/cli/world/persons.ts';
import { openCentre } from '../../../src/centre/index.ts';
import { type DeskOptions, openDesk } from '../../../src/desk/index.ts';
import type { CountyCode, ProviderCode } from '../../../src/model/index.ts';
import { parseCatalogue, parsePlan } from '../../../src/settlement/index.ts';
import {
  type Equipment,
  openDayDesk,
  openStayDesk,
  openTerminal,
} from '../../../src/terminal/index.ts';
import type { PlainDate } from '../../../src/time.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { ROOT } from '../../support/sources.ts';
import { temporaryFolder, testWorld } from '../../support/world.ts';

/** The institution of the demo's bills. */
export const PROVIDER = {
  code: 'H99910100001' as ProviderCode,
  name: '示范就医县人民医院',
  county: '999101' as CountyCode,
  level: 'county',
  isDesignated: true,
} as const;

/** Person on the card. */
export const HOLDER = {
  ...HOMES.yinjiang.holder,
  serial: HOMES.yinjiang.serial,
  memberNumber: HOMES.yinjiang.memberNumber,
};

const PLAN = 'plans/weinan-residents.yaml';

/** In the plan's text: this becomes that. */
export type PlanChange = readonly [from: string, to: string];

/** What of the plan is another here: its county, and that a county hospital sees outpatients. */
const CHANGES = [
  ["code: '999008'", "code: '999001'"],
  ['when: { classes: [village, first-level] }', 'when: { classes: [village, second-level] }'],
  [
    'first-level: { ratio: 60%, clause: outpatient }',
    'second-level: { ratio: 50%, clause: outpatient }',
  ],
] as const;

function plan(changes: readonly PlanChange[]) {
  const text = [...CHANGES, ...changes].reduce(
    (so, [from, to]) => {
      if (!so.includes(from)) throw new Error(`${PLAN} does not hold ${from}`);
      return so.replaceAll(from, to);
    },
    readFileSync(join(ROOT, PLAN), 'utf8'),
  );
  return parsePlan(text, PLAN);
}

export interface Prepared {
  readonly folder?: string;
  readonly world?: World;
  readonly changes?: readonly PlanChange[];
}

/** Equipment of `world` with the plan in place of the first county's own. */
export function outpatientEquipment(world: World, { changes = [] }: Prepared = {}) {
  const { county } = HOMES.yinjiang;
  const catalogue = parseCatalogue(
    readFileSync(join(ROOT, TREATING_CATALOGUE), 'utf8'),
    TREATING_CATALOGUE,
  );
  const home = plan(changes);
  const centre = openCentre({
    file: world.files.centre(county),
    clock: world.equipment.clock,
    county,
    plans: [home],
    catalogues: [catalogue],
    samStanding: () => 'good',
  });
  onTestFinished(() => centre.close());
  const equipment: Equipment = {
    ...world.equipment,
    counties: new Map([...world.equipment.counties, [county, { plan: home, centre }]]),
  };
  return { equipment, centre };
}

/** `testDesk` over that plan; 50 % of what an outpatient pays in scope, 150 yuan a year. */
export async function outpatientDesk(options: Partial<DeskOptions> = {}, prepared: Prepared = {}) {
  const folder = prepared.folder ?? (await temporaryFolder());
  const world = prepared.world ?? (await testWorld(folder));
  const { equipment: planned, centre } = outpatientEquipment(world, prepared);
  const equipment = options.equipment ?? planned;
  const terminal = openTerminal(equipment);
  const admissions = new Map([...world.centres, [HOMES.yinjiang.county, centre]]);
  const reader = virtualReader(await world.card('yinjiang'));
  const prompts: { readonly id: string; readonly code: string; readonly origin: string }[] = [];
  const defects: unknown[] = [];
  const open = (changes: Partial<DeskOptions> = {}) =>
    openDesk({
      equipment,
      terminal,
      days: openDayDesk({ equipment, standings: admissions }),
      stays: openStayDesk({ equipment, terminal, admissions }),
      readers: [reader],
      file: join(folder, 'desk.sqlite'),
      version: '0.0.0-test',
      port: 0,
      onPairing: (prompt) => prompts.push(prompt),
      onDefect: (error) => defects.push(error),
      ...options,
      ...changes,
    });
  const desk = await open();
  onTestFinished(() => desk.close());
  return { desk, world, equipment, terminal, centre, reader, prompts, defects, folder, open };
}

/** A bill of the holder, as a hospital hands it in: two packs of one medicine. */
export function outpatientDocument(
  today: PlainDate,
  billNumber: string,
  [unitPrice, sum]: readonly [string, string],
) {
  const line = {
    lineId: '1',
    itemCode: 'X9990001',
    hospitalItemCode: 'H1',
    name: '阿莫西林胶囊',
    chargedOn: today,
    unitPrice,
    quantity: '2',
    submitted: sum,
  };
  return {
    format: 'onecard-bill/1',
    billNumber,
    provider: PROVIDER,
    visit: { kind: 'outpatient', admittedOn: today, dischargedOn: today, diagnoses: ['J06.900'] },
    patient: { name: HOLDER.name, memberNumber: HOLDER.memberNumber },
    lines: [line],
    total: sum,
  };
}
