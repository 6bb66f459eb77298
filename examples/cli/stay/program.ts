/** The commands of stays, refunds and the end of a day. */

import { type Command, Option } from 'commander';
import { DISPOSITIONS, STAY_PARTS } from '../../../src/settlement/index.ts';
import { type CloseOptions, closeDay, type DayOptions, reportDay } from '../commands/day.ts';
import {
  type EndRefundOptions,
  endRefund,
  type RefundCommandOptions,
  refundSettlement,
  refundUnderpayment,
  reprintReceipt,
  type UnderpaidCommandOptions,
} from '../commands/refund.ts';
import {
  admitPatient,
  type CancelCommandOptions,
  cancelStay,
  chargeStay,
  type DischargeOptions,
  dischargeStay,
  type InterimOptions,
  interimStay,
  listStay,
  type OperatorOption,
  settleStay,
} from '../commands/stay.ts';
import type { CommandOptions } from '../main.ts';
import type { Answer } from '../output.ts';

type Runner = (raw: object, run: (options: CommandOptions) => Promise<Answer>) => Promise<void>;

/** Options that several commands have. */
interface Layers {
  readonly common: (command: Command, example: string) => Command;
  readonly withCard: (command: Command) => Command;
  readonly withModule: (command: Command) => Command;
  readonly withReader: (command: Command) => Command;
}

const ID = '019a0000-0000-7000-8000-000000000001';

function withOperator(command: Command): Command {
  return command.option('--operator <name>', 'who is at the desk', 'desk');
}

function withReason(command: Command): Command {
  return withOperator(command)
    .requiredOption('--reason <text>', 'stands in the journal for ever')
    .option('--second <name>', 'the second pair of eyes');
}

export function addStays(program: Command, layers: Layers, run: Runner): void {
  const { common, withCard, withModule, withReader } = layers;
  const tapped = (command: Command, example: string) =>
    withModule(withCard(withReader(common(command, example))));
  const stay = program
    .command('stay')
    .description('a stay in hospital, from admission to discharge');
  withOperator(
    tapped(stay.command('admit'), 'onecard stay admit --file examples/stays/admission.json'),
  )
    .description('admits the person whose card is in the reader')
    .requiredOption('--file <file>', 'the admission, JSON or YAML')
    .action((raw: OperatorOption & { file: string }) =>
      run(raw, (options) => admitPatient(options, raw)),
    );
  withOperator(
    common(stay.command('charge'), `onecard stay charge ${ID} --file examples/stays/day-1.json`),
  )
    .description('charges lines, takes some back, takes a payment')
    .argument('<id>')
    .requiredOption('--file <file>', 'the charges, JSON or YAML')
    .action((id: string, raw: OperatorOption & { file: string }) =>
      run(raw, (options) => chargeStay(options, id, raw)),
    );
  common(stay.command('list'), `onecard stay list ${ID}`)
    .description('the list of one day, for the patient; without an id the stays that are open')
    .argument('[id]')
    .option('--day <date>', 'which day; today without')
    .option('--phone <number>', 'where complaints go')
    .action((id: string | undefined, raw: { day?: string; phone?: string }) =>
      run(raw, (options) => listStay(options, id, raw)),
    );
  addBills(stay, tapped, run);
  withReason(
    common(
      stay.command('cancel'),
      `onecard stay cancel ${ID} --part discharge --reason "too early"`,
    ),
  )
    .description('takes an admission, an interim bill or a discharge back, its settlement first')
    .argument('<id>')
    .addOption(new Option('--part <part>', 'of what').choices(STAY_PARTS).makeOptionMandatory())
    .action((id: string, raw: CancelCommandOptions) =>
      run(raw, (options) => cancelStay(options, id, raw)),
    );
}

function addBills(
  stay: Command,
  tapped: (command: Command, example: string) => Command,
  run: Runner,
): void {
  const interim = `onecard stay interim ${ID} --bill-number ZY-1 --until 2026-03-10`;
  withOperator(tapped(stay.command('interim'), interim))
    .description('settles what was charged so far')
    .argument('<id>')
    .requiredOption('--bill-number <number>', 'the hospital’s number of the bill')
    .requiredOption('--until <date>', 'last day of the bill')
    .action((id: string, raw: InterimOptions) =>
      run(raw, (options) => interimStay(options, id, raw)),
    );
  const discharge = `onecard stay discharge ${ID} --bill-number ZY-2 --on 2026-03-12`;
  withOperator(tapped(stay.command('discharge'), discharge))
    .description('the patient leaves: settles the rest')
    .argument('<id>')
    .requiredOption('--bill-number <number>', 'the hospital’s number of the bill')
    .requiredOption('--on <date>', 'day of discharge')
    .addOption(
      new Option('--disposition <how>', 'how the patient leaves')
        .choices(DISPOSITIONS)
        .default('home'),
    )
    .option('--referral <number>', 'of a referral onward')
    .action((id: string, raw: DischargeOptions) =>
      run(raw, (options) => dischargeStay(options, id, raw)),
    );
  tapped(stay.command('settle'), `onecard stay settle ${ID}`)
    .description('goes on with a bill that is due')
    .argument('<id>')
    .action((id: string, raw: object) => run(raw, (options) => settleStay(options, id)));
}

export function addRefunds(settle: Command, layers: Layers, run: Runner): void {
  const { common, withCard, withModule, withReader } = layers;
  const tapped = (command: Command, example: string) =>
    withModule(withCard(withReader(common(command, example))));
  withReason(
    tapped(settle.command('refund'), `onecard settle refund ${ID} --line 9=2 --reason "not taken"`),
  )
    .description('gives lines back: reversal, then the settlement of what remains')
    .argument('<id>')
    .requiredOption(
      '--line <id=quantity>',
      'a line and how much of it; may be repeated',
      (value: string, so: readonly string[] | undefined) => [...(so ?? []), value],
    )
    .option('--bill-number <number>', 'of the bill that remains; the old one without')
    .action((id: string, raw: RefundCommandOptions) =>
      run(raw, (options) => refundSettlement(options, id, raw)),
    );
  const end = settle.command('refund-end');
  withOperator(common(end, `onecard settle refund-end ${ID} --reason "not covered"`))
    .requiredOption('--reason <text>', 'stands in the journal for ever')
    .description('ends a refund whose remaining bill is not settled: all cash goes back')
    .argument('<id>')
    .action((id: string, raw: EndRefundOptions) =>
      run(raw, (options) => endRefund(options, id, raw)),
    );
  const audited = `onecard settle underpaid ${ID} --audit SH-7 --on 2026-04-01 --cash 310.00 --reason review`;
  withReason(tapped(settle.command('underpaid'), audited))
    .description('gives back what a review found was paid too little, as the plan says')
    .argument('<id>')
    .requiredOption('--audit <number>', 'number of the review')
    .requiredOption('--on <date>', 'day of the review')
    .requiredOption('--cash <yuan>', 'what the patient should have paid')
    .option('--bill <file>', 'the corrected bill, where the fund pays')
    .action((id: string, raw: UnderpaidCommandOptions) =>
      run(raw, (options) => refundUnderpayment(options, id, raw)),
    );
  withOperator(common(settle.command('reprint'), `onecard settle reprint ${ID}`))
    .description('prints the receipt again, with its count')
    .argument('<id>')
    .action((id: string, raw: OperatorOption) =>
      run(raw, (options) => reprintReceipt(options, id, raw)),
    );
}

export function addDay(program: Command, common: Layers['common'], run: Runner): void {
  const day = program.command('day').description('the end of a day: hospital, journal and centre');
  const sides = (command: Command, example: string) =>
    common(command, example)
      .option('--date <date>', 'which day; today without')
      .option('--his <file>', 'the hospital’s books of the day, CSV or JSON');
  sides(day.command('report'), 'onecard day report --his examples/stays/his-day.csv')
    .description('what differs, then every layer by sum and count; writes nothing')
    .action((raw: DayOptions) => run(raw, (options) => reportDay(options, raw)));
  withOperator(sides(day.command('close'), 'onecard day close --his day.csv --operator 07'))
    .description('locks the day; what comes later counts to the next')
    .option('--accept <text>', 'signs off in spite of differences, and says why')
    .option('--comparison <name>', 'the report whose differences are accepted, by its name')
    .action((raw: CloseOptions) => run(raw, (options) => closeDay(options, raw)));
}
