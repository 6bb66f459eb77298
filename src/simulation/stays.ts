/** In-patients: admitted, charged, settled in between, discharged, and each of it taken back again. */

import type { AdmissionPort, CountyCode, SettlementId } from '../model/index.ts';
import { type Charges, parseAdmission, parseCharges, type StayPart } from '../settlement/index.ts';
import { openStayDesk, type Stay, type StayDesk } from '../terminal/index.ts';
import { chinaDate, type PlainDate } from '../time.ts';
import { type AtDesk, atDesk, type VisitEnd } from './clerk.ts';
import { type Desk, OPERATOR } from './desk.ts';
import type { Fault } from './faults.ts';
import { SeededRandom } from './random.ts';
import { drawLines, linesDocument } from './world/bills.ts';
import type { Person } from './world/person.ts';
import type { World } from './world/world.ts';

/** Which of several things is done, and what could go wrong. */
export interface Errand {
  /** Of the step: for numbers that nobody gave out before. */
  readonly number: string;
  readonly amount: number;
  readonly faults: readonly Fault[];
}

/** The stays of a desk that works. */
export function stayDeskOf({ running, terminal }: AtDesk): StayDesk {
  const { equipment } = running;
  const admissions = new Map(
    [...equipment.counties].map(([county, { centre }]) => [
      county,
      centre as unknown as AdmissionPort,
    ]),
  ) as ReadonlyMap<CountyCode, AdmissionPort>;
  return openStayDesk({ equipment, terminal, admissions });
}

/** The next thing that happens to the person's stay here; a new stay where there is none. */
export function stepOfStay(
  world: World,
  desk: Desk,
  person: Person,
  errand: Errand,
): Promise<VisitEnd> {
  const { faults, amount, number } = errand;
  return atDesk(world, desk, person, { faults, name: 'stay' }, async (at) => {
    const stays = stayDeskOf(at);
    const open = stays.open().find(({ admission }) => admission.cardSerial === person.serial);
    if (!open) return admit(desk, person, { stays, at, number });
    const random = new SeededRandom(amount);
    const today = chinaDate(desk.clock.now());
    const { id } = open;
    switch (actionOn(open, random)) {
      case 'charge':
        return (await stays.charge(id, drawCharges(open, number, random, today), OPERATOR)).outcome;
      case 'interim': {
        const request = { billNumber: `I${number}`, until: today, operator: OPERATOR };
        return `interim ${(await stays.interim(id, request)).outcome}`;
      }
      case 'discharge': {
        const disposition = 'home' as const;
        const request = { billNumber: `S${number}`, dischargedOn: today, operator: OPERATOR };
        return `discharge ${(await stays.discharge(id, { ...request, disposition })).outcome}`;
      }
      case 'settle':
        return `settle ${(await stays.settle(id, at.card())).outcome}`;
      case 'cancel':
        return cancel(world, desk, open, stays, at, random);
    }
  });
}

type Action = 'charge' | 'interim' | 'discharge' | 'settle' | 'cancel';

function actionOn({ state, charges }: Stay, random: SeededRandom): Action {
  if (random.oneIn(8)) return 'cancel';
  if (state === 'interim-due' || state === 'discharge-due') return 'settle';
  if (charges.length === 0) return 'charge';
  return random.pick(['charge', 'charge', 'interim', 'discharge']);
}

interface AdmittedBy {
  readonly stays: StayDesk;
  readonly at: AtDesk;
  /** For numbers that nobody gave out before. */
  readonly number: string;
  readonly referralNumber?: string | undefined;
}

export async function admit(desk: Desk, person: Person, by: AdmittedBy): Promise<string> {
  const today = chinaDate(desk.clock.now());
  const { code, name, county, level } = desk.provider;
  const { holder, memberNumber } = person;
  const referral = by.referralNumber && { referralNumber: by.referralNumber };
  const document = (deposit: string) => ({
    format: 'onecard-admission/1',
    inpatientNumber: `Z${by.number}`,
    provider: { code, name, county, level, isDesignated: true },
    visit: { kind: 'inpatient', admittedOn: today, diagnoses: ['J18.900'], ...referral },
    patient: { name: holder.name, memberNumber },
    deposit,
  });
  for (const deposit of ['1000.00', '0.00']) {
    const admission = parseAdmission(JSON.stringify(document(deposit)), 'admission.json');
    const { outcome } = await by.stays.admit(by.at.card(), admission, OPERATOR);
    // Who pays after treatment pays nothing before.
    if (outcome !== 'no-deposit-due') return `admit ${outcome}`;
  }
  return 'admit no-deposit-due';
}

export function drawCharges(
  { charges, bills }: Stay,
  number: string,
  random: SeededRandom,
  today: PlainDate,
): Charges {
  const billed = new Set(
    bills.flatMap(({ bill }) => bill?.lines.map(({ lineId }) => lineId) ?? []),
  );
  const back = charges
    .flatMap(({ lines }) => lines)
    .find(({ lineId }) => !billed.has(lineId) && random.oneIn(8));
  const returned = back ? [{ lineId: back.lineId, quantity: '1' }] : [];
  const lines = linesDocument(drawLines(random), today).map((line) => ({
    ...line,
    lineId: `${number}-${line.lineId}`,
  }));
  const document = { format: 'onecard-charges/1', lines, returned };
  return parseCharges(JSON.stringify(document), 'charges.json');
}

async function cancel(
  world: World,
  desk: Desk,
  { id, state, bills }: Stay,
  stays: StayDesk,
  at: AtDesk,
  random: SeededRandom,
): Promise<string> {
  const part: StayPart =
    state === 'discharge-due'
      ? 'discharge'
      : state === 'interim-due' || bills.length > 0
        ? 'interim'
        : 'admission';
  // Somebody who was cut off in the middle of it does it again in the end.
  world.notebook.cancelling.set(id, { desk: desk.terminalId, part });
  const transport = random.oneIn(2) ? { transport: at.card() } : {};
  const options = { reason: '登记有误', operator: OPERATOR, ...transport };
  const { outcome } = await stays.cancel(id, part, options);
  if (outcome !== 'reversal-open') world.notebook.cancelling.delete(id);
  return `cancel-${part} ${outcome}`;
}

/** The end of every stay: whatever was begun is gone through with, and the patient goes home. */
export async function endStays(
  world: World,
  desk: Desk,
  person: Person,
  number: string,
): Promise<readonly VisitEnd[]> {
  const ends: VisitEnd[] = [];
  const find = async (): Promise<SettlementId | undefined> => {
    const { journal } = desk.start();
    const own = journal.openStays().filter(({ cardSerial }) => cardSerial === person.serial);
    return own.find(({ id }) => !world.notebook.unpayable.has(id))?.id;
  };
  const begun = [...world.notebook.cancelling].filter(([, { desk: at }]) => at === desk.terminalId);
  for (const [id, { part }] of begun) {
    ends.push(
      await atDesk(world, desk, person, { faults: [], name: 'stay' }, async (at) => {
        const options = { reason: '登记有误', operator: OPERATOR };
        const { outcome } = await stayDeskOf(at).cancel(id, part, options);
        world.notebook.cancelling.delete(id);
        return `cancel-${part} ${outcome}`;
      }),
    );
  }
  for (let round = 0; round < STAYS_MAX; round++) {
    const id = await find();
    if (id === undefined) break;
    const end = await atDesk(world, desk, person, { faults: [], name: 'stay' }, async (at) => {
      const stays = stayDeskOf(at);
      if (stays.stay(id)!.state === 'in-hospital') {
        const dischargedOn = chinaDate(world.clock.now());
        const billNumber = `E${number}.${round}`;
        const request = {
          billNumber,
          dischargedOn,
          disposition: 'home',
          operator: OPERATOR,
        } as const;
        const laid = await stays.discharge(id, request);
        if (laid.outcome !== 'bill-due') return `discharge ${laid.outcome}`;
      }
      const settled = await stays.settle(id, at.card());
      if (settled.outcome === 'not-settled') {
        const { outcome } = settled.visit;
        const { notebook } = world;
        if (notebook.isBeyondDesk(outcome, person.serial)) notebook.unpayable.add(id);
        return `settle ${outcome}`;
      }
      return `settle ${settled.outcome}`;
    });
    ends.push(end);
  }
  return ends;
}

/** Of one person at one desk; more and they never end. */
const STAYS_MAX = 12;
