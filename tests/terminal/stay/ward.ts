/** A ward in the demo's hospital: the card of the second home county, its plan with some lines changed. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { World } from '../../../examples/cli/world/open.ts';
import { HOMES, TREATING_CATALOGUE } from '../../../examples/cli/world/persons.ts';
import type { CardTransport } from '../../../src/card/index.ts';
import { type Centre, openCentre } from '../../../src/centre/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import type { CentrePort, Clock, CountyCode, SettlementId } from '../../../src/model/index.ts';
import {
  type Charges,
  parseAdmission,
  parseCatalogue,
  parseCharges,
  parsePlan,
} from '../../../src/settlement/index.ts';
import {
  type Equipment,
  openDayDesk,
  openRefundDesk,
  openStayDesk,
  openTerminal,
} from '../../../src/terminal/index.ts';
import { addDays, chinaDate, type PlainDate } from '../../../src/time.ts';
import { fileStore, SoftSam, virtualReader } from '../../../src/virtual/index.ts';
import { ROOT } from '../../support/sources.ts';
import { temporaryFolder, testWorld } from '../../support/world.ts';

export const COUNTY = HOMES.jimunai.county as CountyCode;
const text = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const CATALOGUE = parseCatalogue(text(TREATING_CATALOGUE), TREATING_CATALOGUE);

/** What is paid for a stay counts for its later bills, and after a referral within a day. */
export const MERGED = ['merge: none', 'merge: both\n          referralWithinDays: 1'] as const;

export interface Ward {
  readonly world: World;
  readonly centre: Centre;
  readonly equipment: Equipment;
  readonly terminal: ReturnType<typeof openTerminal>;
  readonly stays: ReturnType<typeof openStayDesk>;
  readonly refunds: ReturnType<typeof openRefundDesk>;
  readonly days: ReturnType<typeof openDayDesk>;
  readonly today: PlainDate;
  /** With the card in the reader. */
  tap<T>(use: (transport: CardTransport) => Promise<T>): Promise<T>;
}

/** @param replacements in the text of the plan, every one of which must be there */
export async function openWard(
  replacements: readonly (readonly [string, string])[] = [],
  changes: { readonly clock?: Clock; readonly equipment?: Partial<Equipment> } = {},
  opened?: World,
): Promise<Ward> {
  const world = opened ?? (await testWorld(await temporaryFolder()));
  const path = HOMES.jimunai.plan;
  const document = replacements.reduce((so, [from, to]) => {
    if (!so.includes(from)) throw new Error(`${path} does not hold ${from}`);
    return so.replaceAll(from, to);
  }, text(path));
  const plan = parsePlan(document, path);
  const clock = changes.clock ?? world.equipment.clock;
  const centre = openCentre({
    file: world.files.centre(COUNTY),
    clock,
    county: COUNTY,
    plans: [plan],
    catalogues: [CATALOGUE],
    samStanding: () => 'good',
  });
  onTestFinished(() => centre.close());
  // The module has a clock of its own, and signs nothing that is dated ahead of it.
  const sam = changes.clock && (await SoftSam.open(fileStore(world.files.sam), { clock }));
  const equipment: Equipment = {
    ...world.equipment,
    ...(sam && { sam }),
    clock,
    counties: new Map([[COUNTY, { plan, centre }]]),
    ...changes.equipment,
  };
  const terminal = openTerminal(equipment);
  const ports = new Map([[COUNTY, centre]]);
  return {
    world,
    centre,
    equipment,
    terminal,
    stays: openStayDesk({ equipment, terminal, admissions: ports }),
    refunds: openRefundDesk({ equipment, terminal }),
    days: openDayDesk({ equipment, standings: ports }),
    today: chinaDate(clock.now()),
    async tap(use) {
      const reader = virtualReader(await world.card('jimunai'));
      try {
        return await use(await reader.connect({ exclusive: true }));
      } finally {
        reader.remove();
      }
    },
  };
}

/** The same ward, to which its centre gives no answer when it is asked for one of `calls`. */
export async function cutOff(ward: Ward, calls: readonly (keyof CentrePort)[]): Promise<Ward> {
  const home = ward.equipment.counties.get(COUNTY)!;
  const centre = new Proxy(home.centre, {
    get(target, name) {
      if ((calls as readonly unknown[]).includes(name)) {
        return () => Promise.reject(new OneCardError('centre.unreachable'));
      }
      const value = target[name as keyof CentrePort];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const counties = new Map([[COUNTY, { ...home, centre }]]);
  return openWard([], { equipment: { ...ward.equipment, counties } }, ward.world);
}

/** A stay with one interim bill, B-1 of 700 yuan, that is settled. */
export async function interimSettled() {
  const ward = await openWard();
  const { stays, today } = ward;
  const stay = await admitted(ward, 2);
  await stays.charge(stay, charges('1', addDays(today, -1), 700), OPERATOR);
  await stays.interim(stay, { billNumber: 'B-1', until: today, operator: OPERATOR });
  const settled = await ward.tap((transport) => stays.settle(stay, transport));
  if (settled.outcome !== 'settled') throw new Error(settled.outcome);
  const { settlement, account } = settled;
  return { ward, stay, settlement, account };
}

export const PROVIDER = {
  code: 'H99910100001',
  name: '示范就医县人民医院',
  county: '999101',
  level: 'county',
  isDesignated: true,
};

export function admission(admittedOn: PlainDate, changes: object = {}) {
  const { visit, ...others } = { visit: {}, ...changes };
  const document = {
    format: 'onecard-admission/1',
    inpatientNumber: 'IP-1',
    provider: PROVIDER,
    visit: { kind: 'inpatient', admittedOn, diagnoses: ['J15.900'], ...visit },
    patient: { name: '测试乙', memberNumber: HOMES.jimunai.memberNumber },
    ward: '内一',
    bed: '12',
    deposit: '1000.00',
    ...others,
  };
  return parseAdmission(JSON.stringify(document), 'admission.json');
}

/** A drug of class A at 1 yuan a piece: `yuan` pieces of it. */
export function charges(
  lineId: string,
  chargedOn: PlainDate,
  yuan: number,
  changes: object = {},
): Charges {
  const line = {
    lineId,
    itemCode: 'X9990004',
    hospitalItemCode: 'H9990004',
    name: '青霉素钠注射剂',
    chargedOn,
    unitPrice: '1.00',
    quantity: String(yuan),
    submitted: `${yuan}.00`,
  };
  return parseCharges(
    JSON.stringify({ format: 'onecard-charges/1', lines: [line], ...changes }),
    'c.json',
  );
}

export const OPERATOR = 'OP-1';

/** An admitted stay that began `days` ago. */
export async function admitted(
  ward: Ward,
  days: number,
  changes: object = {},
): Promise<SettlementId> {
  const result = await ward.tap((transport) =>
    ward.stays.admit(transport, admission(addDays(ward.today, -days), changes), OPERATOR),
  );
  if (result.outcome !== 'admitted') throw new Error(JSON.stringify(result));
  return result.stay.id;
}
