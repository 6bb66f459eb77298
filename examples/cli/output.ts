/** One result to standard output, everything else to standard error, and an exit code that says which. */

import type { ErrorCode, Language } from '../../src/errors/index.ts';
import { explainError, OneCardError } from '../../src/errors/index.ts';
import { CsvError, csvProblemText } from '../../src/issuing/index.ts';
import { DocumentError, problemText } from '../../src/settlement/index.ts';
import { version } from './package.ts';

/** Shape of the JSON envelope; raised when a field changes its meaning or goes away. */
export const ENVELOPE_SCHEMA = 1;

export const EXIT = {
  done: 0,
  defect: 1,
  usage: 2,
  invalidDocument: 3,
  noService: 10,
  notPermitted: 11,
  noReader: 12,
  driverMissing: 13,
  noCard: 14,
  cardRefused: 15,
  unfit: 16,
  samRefused: 17,
  declined: 20,
  outcomeUnknown: 21,
  journalBroken: 23,
  deskUnreachable: 30,
  centreUnreachable: 31,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command was asked for something that is not there; its message is for the one who typed it. */
export class UsageError extends Error {
  override readonly name = 'onecard';
}

/** A "no" that is an answer and not an error: its code goes into the envelope. */
export interface Answer {
  readonly exit: ExitCode;
  /** Stable name of the outcome, such as `card-refused`. */
  readonly outcome: string;
  readonly data: object;
  /** What a person reads on standard output. */
  readonly text: string;
  /** One sentence in place of the text as the message of a JSON error, where the text is a report. */
  readonly summary?: string;
  /** The text is what was asked for, whatever the exit code says of it: a report, a list. */
  readonly isReport?: boolean;
}

export interface OutputOptions {
  readonly json: boolean;
  readonly language: Language;
}

/** Prints `answer` and sets the exit code. */
export function printAnswer(answer: Answer, { json }: OutputOptions): void {
  process.exitCode = answer.exit;
  if (json) {
    const body =
      answer.exit === EXIT.done
        ? { ok: true, data: answer.data }
        : { ok: false, error: errorOf(answer) };
    printEnvelope(body);
  } else {
    const isResult = answer.exit === EXIT.done || answer.isReport === true;
    const stream = isResult ? process.stdout : process.stderr;
    stream.write(`${answer.text.replace(/\n*$/, '')}\n`);
  }
}

function errorOf({ outcome, text, summary = text, data }: Answer) {
  return { code: outcome, message: summary, detail: data };
}

/** Prints an error in the chosen form and sets the exit code; anything unknown is a defect of ours. */
export function printError(error: unknown, { json, language }: OutputOptions): void {
  process.exitCode = exitOf(error);
  if (error instanceof OneCardError) {
    const { problems, lines } = problemsOf(error, language);
    const text = [...lines, explainError(error, language)].join('\n');
    if (json) {
      const detail = { ...error.detail, ...(problems.length > 0 ? { problems } : {}) };
      printEnvelope({ ok: false, error: { code: error.code, message: text, detail } });
    } else {
      process.stderr.write(`${text}\n`);
    }
    return;
  }
  const isUsage = error instanceof UsageError;
  const message =
    error instanceof Error && !isUsage ? (error.stack ?? error.message) : String(error);
  const code = isUsage ? 'usage' : 'defect';
  if (json) printEnvelope({ ok: false, error: { code, message, detail: {} } });
  else process.stderr.write(`${message}\n`);
}

/** What is wrong with a document, place by place. */
function problemsOf(error: OneCardError, language: Language) {
  if (error instanceof CsvError) {
    const { problems } = error;
    return { problems, lines: problems.map((problem) => csvProblemText(problem, language)) };
  }
  const problems = error instanceof DocumentError ? error.problems : [];
  return { problems, lines: problems.map((problem) => problemText(problem, language)) };
}

/** A line of progress for a person, to standard error. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function printEnvelope(body: object): void {
  const envelope = { ...body, meta: { version, schema: ENVELOPE_SCHEMA } };
  process.stdout.write(`${JSON.stringify(envelope, plainValue, 2)}\n`);
}

/** Amounts as whole fen in decimal text, bytes as hexadecimal text, maps as objects. */
function plainValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof Map) return Object.fromEntries(value);
  return value;
}

/** What a script must tell apart (docs/command-line.md). */
const EXACT: Readonly<Partial<Record<ErrorCode, ExitCode>>> = {
  'reader.service-not-available': EXIT.noService,
  'reader.service-stopped': EXIT.noService,
  'reader.not-permitted': EXIT.notPermitted,
  'reader.no-reader': EXIT.noReader,
  'reader.unknown-reader': EXIT.noReader,
  'reader.reader-removed': EXIT.noReader,
  'reader.library-not-found': EXIT.driverMissing,
  'reader.binding-not-available': EXIT.driverMissing,
  'reader.card-mute': EXIT.cardRefused,
  'reader.wait-aborted': EXIT.interrupted,
  'centre.unreachable': EXIT.centreUnreachable,
  'virtual.card-file-damaged': EXIT.cardRefused,
  'virtual.card-file-changed': EXIT.cardRefused,
  'terminal.journal-replaced': EXIT.journalBroken,
  'terminal.ledger-replaced': EXIT.journalBroken,
  'issuing.passphrase-wrong': EXIT.notPermitted,
  'issuing.token-pin-wrong': EXIT.notPermitted,
  'issuing.token-library': EXIT.driverMissing,
  'issuing.list-refused': EXIT.invalidDocument,
  'issuing.report-malformed': EXIT.invalidDocument,
  'issuing.store-damaged': EXIT.journalBroken,
  'issuing.usage-unknown': EXIT.declined,
  'issuing.interrupted': EXIT.interrupted,
};

const BY_AREA: Readonly<Record<string, ExitCode>> = {
  sam: EXIT.samRefused,
  money: EXIT.invalidDocument,
  time: EXIT.invalidDocument,
  document: EXIT.invalidDocument,
  bill: EXIT.invalidDocument,
  plan: EXIT.invalidDocument,
  catalogue: EXIT.invalidDocument,
  register: EXIT.invalidDocument,
  admission: EXIT.invalidDocument,
  charges: EXIT.invalidDocument,
  hospital: EXIT.invalidDocument,
  card: EXIT.cardRefused,
  crypto: EXIT.cardRefused,
  reader: EXIT.noCard,
  virtual: EXIT.noCard,
  journal: EXIT.journalBroken,
  store: EXIT.journalBroken,
  // Registered or configured otherwise: nothing to do with the line.
  centre: EXIT.invalidDocument,
  terminal: EXIT.outcomeUnknown,
  // The folder, the list or the moment was not right, and nothing was lost.
  issuing: EXIT.usage,
  desk: EXIT.deskUnreachable,
};

function exitOf(error: unknown): ExitCode {
  if (error instanceof UsageError) return EXIT.usage;
  if (!(error instanceof OneCardError)) return EXIT.defect;
  const { code } = error;
  return EXACT[code] ?? BY_AREA[code.split('.')[0]!] ?? EXIT.defect;
}
