/** 监管 end to end: card, terminal, centre and journal under a plan whose controls find something. */

import { expect, onTestFinished, test } from 'vitest';
import { openCentre, samStandings } from '../../src/centre/index.ts';
import type {
  CentrePort,
  CountyCode,
  Payer,
  Reason,
  SettleRequest,
} from '../../src/model/index.ts';
import { type Amount, add, yuanText } from '../../src/money.ts';
import { parsePlan, parseRegister, renderReceipt } from '../../src/settlement/index.ts';
import { openTerminal, systemClock } from '../../src/terminal/index.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { changed, text } from '../settlement/support.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

const HOME = '999001' as CountyCode;
const PLAN = 'plans/yinjiang-2019.yaml';
const REGISTER = 'examples/register/999101.yaml';

/** The world's terminal and the home county's centre under Yinjiang's plan with these controls. */
async function deskWith(controls: string, register = text(REGISTER)) {
  const world = await testWorld(await temporaryFolder());
  const classes = '    institutionClasses:\n';
  const written = changed(PLAN, [classes, `    controls:\n      ${controls}\n${classes}`]);
  const plan = parsePlan(written, PLAN);
  const institutions = parseRegister(register, REGISTER);
  const { sam, samProof, trust, catalogue } = world.equipment;
  const centre = openCentre({
    file: world.files.centre(HOME),
    clock: systemClock,
    county: HOME,
    plans: [plan],
    catalogues: [catalogue],
    registers: [institutions],
    samStanding: samStandings(new Map([[await sam.id(), samProof]]), () => trust),
  });
  onTestFinished(() => centre.close());
  const equipmentWith = (asked: CentrePort) => {
    const counties = new Map([
      ...world.equipment.counties,
      [HOME, { centre: asked, plan }] as const,
    ]);
    return { ...world.equipment, counties, institutions };
  };
  const settle = async (billNumber = 'ZY1', asked: CentrePort = centre) => {
    const card = await world.card('yinjiang');
    const transport = await virtualReader(card).connect({ exclusive: true });
    const bill = await demoBill('yinjiang', billNumber);
    const result = await openTerminal(equipmentWith(asked)).settle(transport, bill);
    await transport.close();
    return result;
  };
  return { settle, centre, equipment: world.equipment };
}

/** Without controls the pooled fund pays 1,378.29 and the patient 2,090.71 (tests/settlement/golden/yinjiang.test.ts). */
const FUND = '1378.29';
const CASH = '2090.71';
const STAY = 'length-of-stay';

test.each([
  {
    verdict: 'warn',
    control: `${STAY}: { verdict: warn, limit: { all: 3 }, clause: rounding }`,
    payers: { 'pooled-fund': FUND, cash: CASH },
    reasons: { excluded: '263.00', 'over-ceiling': '68.35' },
    told: ['住院 7 天', undefined],
  },
  {
    verdict: 'review',
    control: `${STAY}: { verdict: review, limit: { all: 3 }, clause: rounding }`,
    payers: { 'pooled-fund': FUND, cash: CASH },
    reasons: { excluded: '263.00', 'over-ceiling': '68.35' },
    told: ['住院 7 天', '转复核'],
  },
  {
    // 35.00 + 20.00 + 7.35 + 6.00 above the ceilings
    verdict: 'deduct-from-hospital',
    control: 'price-ceiling: { verdict: deduct-from-hospital, takes: excess, clause: rounding }',
    payers: { 'pooled-fund': FUND, hospital: '68.35', cash: '2022.36' },
    reasons: { excluded: '263.00', 'over-ceiling': '0.00' },
    told: ['由医疗机构承担', undefined],
  },
  {
    verdict: 'refuse',
    control: 'price-ceiling: { verdict: refuse, takes: excess, clause: rounding }',
    payers: { 'pooled-fund': FUND, cash: CASH },
    reasons: { excluded: '331.35', 'over-ceiling': '0.00' },
    told: ['审核拒付', undefined],
  },
])('$verdict: terminal and centre decide alike, and the entry says it', async (each) => {
  const { control, verdict, payers, reasons, told } = each;
  const { settle, centre, equipment } = await deskWith(control);
  const result = await settle();
  if (result.outcome !== 'settled') throw new Error(result.outcome);
  const { entry, confirmation } = result;
  expect(confirmation).toEqual({ outcome: 'confirmed' });
  expect(await centre.status(entry.id)).toMatchObject({ outcome: 'settled', isConfirmed: true });

  // What the journal holds, read again, is what was signed.
  const kept = equipment.journal.settled(entry.id)!;
  const { adjudication, signed } = kept;
  expect(yuan(adjudication.byPayer)).toEqual(payers);
  expect(yuan(signed.statement.byPayer)).toEqual(payers);
  expect(yuan(adjudication.byReason)).toMatchObject(reasons);
  expect(add(...Object.values(adjudication.byPayer))).toBe(adjudication.total);
  const found = adjudication.steps.filter(({ inputs }) => inputs.verdict === verdict);
  expect(found.length).toBeGreaterThan(0);
  expect(adjudication.needsReview).toBe(verdict === 'review' ? true : undefined);
  const receipt = renderReceipt(kept, 'zh');
  expect(receipt.includes('转复核')).toBe(told[1] !== undefined);
  const texts = adjudication.steps.map(({ text: { zh } }) => zh).join('\n');
  expect(texts).toContain(told[0]);
});

test('a bill that a control refuses as a whole leaves nothing behind', async () => {
  const control = 'institution-designation: { verdict: refuse, clause: rounding }';
  const register = text(REGISTER).replace('[2025, 2026]', '[2025]');
  const { settle, equipment } = await deskWith(control, register);
  const result = await settle();
  expect(result).toMatchObject({
    outcome: 'refused',
    findings: [{ rule: 'institution-designation', verdict: 'refuse' }],
  });
  expect(equipment.journal.head().sequence).toBe(0);
});

test('the centre settles nothing whose mark for review was taken off on the way', async () => {
  const control = `${STAY}: { verdict: review, limit: { all: 3 }, clause: rounding }`;
  const desk = await deskWith(control);
  const { centre } = desk;
  const taken = {
    ...centre,
    quote: (request: SettleRequest) => {
      const { needsReview, ...rest } = request.adjudication;
      expect(needsReview).toBe(true);
      return centre.quote({ ...request, adjudication: rest as typeof request.adjudication });
    },
  };
  for (const name of [
    'person',
    'settle',
    'status',
    'confirm',
    'knownHead',
    'acknowledgedHead',
  ] as const) {
    Object.assign(taken, { [name]: centre[name].bind(centre) });
  }
  const result = await desk.settle('ZY1', taken);
  expect(result).toMatchObject({ outcome: 'declined', reasons: ['amounts-differ'] });
});

function yuan(of: Readonly<Partial<Record<Payer | Reason, Amount>>>): Record<string, string> {
  return Object.fromEntries(Object.entries(of).map(([name, fen]) => [name, yuanText(fen)]));
}
