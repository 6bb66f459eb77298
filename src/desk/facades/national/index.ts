/** 国家医保接口: the interface that hospital systems speak to the insurance platform, answered by this desk. */

import { OneCardError } from '../../../errors/index.ts';
import type { BillFields } from '../../../model/index.ts';
import { type DeskCall, type DeskModule, type DeskParts, route } from '../../routes.ts';
import { type ExactOutput, exactJsonText, parseExactJson } from '../shared/exactJson.ts';
import { type AnswerOnce, answersOf, isFinalError } from './answers.ts';
import { answerEnvelope, type Message, readEnvelope } from './envelope.ts';
import { openForgetting } from './forgetting.ts';
import { MESSAGE_BYTES_MAX } from './limits.ts';
import { longNumber } from './numbers.ts';
import { type Download, type Office, openTurns, type Transaction } from './office.ts';
import { nationalRecords } from './records.ts';
import { errorMessage } from './refusal.ts';
import { type MessageSigning, messageSigning, type NationalSignature } from './signature.ts';
import { assertSignedIn } from './signIn.ts';
import { TRANSACTIONS } from './transactions.ts';

export type { NationalSignature } from './signature.ts';

export interface NationalOptions {
  /** The institution that the desk stands in; messages of others are refused. */
  readonly provider: BillFields['provider'];
  /** How messages are signed in both directions; absent where they are not. */
  readonly signature?: NationalSignature;
}

/** Where hospital systems post to, and the address that the number may follow. */
const PATHS = ['/fsi/api/:service/:method', '/fsi/api/:service/:method/:infno'] as const;

/**
 * The façade of the national interface (docs/desk-national.md).
 * @throws TypeError, OneCardError `crypto.key-malformed` for a signature's keys
 *
 * @example A hospital system that changes its address alone
 * ```ts
 * const desk = await openDesk({ ..., modules: [nationalFacade({ provider })] });
 * ```
 */
export function nationalFacade({ provider, signature }: NationalOptions): DeskModule {
  const signing = messageSigning(signature);
  return (desk) => {
    const office: Office = {
      desk,
      provider,
      records: nationalRecords(desk.kept, desk.equipment.clock),
      inTurn: openTurns(),
    };
    const answerOnce = answersOf(office);
    const forgetting = openForgetting(office);
    return {
      name: 'national',
      close: () => forgetting.close(),
      routes: PATHS.map((path) =>
        route<string>({
          method: 'POST',
          path,
          access: 'paired',
          summary: { zh: '国家医保接口：交易编码在报文里', en: 'the national interface' },
          text: ['application/json'],
          bodyBytesMax: MESSAGE_BYTES_MAX,
          takesTokenInPath: true,
          answers: { 200: { description: '交易答复 infcode 0 / -1', content: 'application/json' } },
          handle(call) {
            forgetting.forget();
            return exchange(call, { office, signing, answerOnce });
          },
        }),
      ),
    };
  };
}

interface Exchange {
  readonly office: Office;
  readonly signing: MessageSigning;
  readonly answerOnce: AnswerOnce;
}

/** One message and its answer; whatever goes wrong is an answer too. */
async function exchange(call: DeskCall<string>, parts: Exchange): Promise<Response> {
  const { office, signing, answerOnce } = parts;
  const receivedAt = office.desk.equipment.clock.now();
  const answered = (output: ExactOutput, error?: unknown) =>
    answerText({ office, signing, call, receivedAt }, output, error);
  try {
    const body = parseExactJson(call.body);
    const message = readEnvelope(body, office.provider, { call, receivedAt });
    signing.check(body);
    const transaction = transactionOf(message, call);
    if (!transaction.isBeforeSignIn) assertSignedIn(message, office, receivedAt);
    if ('file' in transaction) return download(transaction.file(message, office));
    const text = await answerOnce(message, transaction, async (asked) => {
      try {
        const output = await transaction.run(asked, office);
        audit(asked, transaction, 'done', office);
        return { text: answered(output), isFinal: true };
      } catch (error) {
        assertForeseen(error);
        audit(asked, transaction, error.code, office);
        return { text: answered(null, error), isFinal: isFinalError(error) };
      }
    });
    return response(text);
  } catch (error) {
    assertForeseen(error);
    return response(answered(null, error));
  }
}

/** What nobody foresaw is the service's to report. */
function assertForeseen(error: unknown): asserts error is OneCardError {
  if (!(error instanceof OneCardError)) throw error;
}

/** Which message did what: the log of requests knows addresses alone. */
function audit(
  { infno, msgid, call }: Message,
  { isReading }: Transaction,
  outcome: string,
  { desk }: Office,
): void {
  if (isReading) return;
  desk.audit.append({
    action: `national ${infno}`,
    caller: call.caller,
    outcome,
    facts: { msgid },
  });
}

function transactionOf({ infno }: Message, { caller }: DeskCall<string>): Transaction | Download {
  const transaction = TRANSACTIONS.get(infno);
  if (!transaction) throw new OneCardError('national.unknown-transaction', { field: 'infno' });
  const { scope } = transaction;
  if (!caller.scopes.has(scope)) throw new OneCardError('desk.scope-missing', { scope });
  return transaction;
}

interface Answering {
  readonly office: {
    readonly desk: Pick<DeskParts, 'equipment'>;
    readonly provider: Office['provider'];
  };
  readonly signing: MessageSigning;
  readonly call: DeskCall<string>;
  readonly receivedAt: Message['receivedAt'];
}

function answerText(
  { office, signing, call, receivedAt }: Answering,
  output: ExactOutput,
  error: unknown,
): string {
  const { clock, random } = office.desk.equipment;
  const isRefused = error !== undefined;
  return exactJsonText(
    signing.signed(
      answerEnvelope({
        infcode: isRefused ? -1 : 0,
        reference: longNumber(office.provider.county, receivedAt, random),
        receivedAt,
        answeredAt: clock.now(),
        error: isRefused ? errorMessage(error, call.language) : '',
        output,
      }),
    ),
  );
}

function download({ name, bytes }: ReturnType<Download['file']>): Response {
  return new Response(Buffer.from(bytes), {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    },
  });
}

function response(text: string): Response {
  return new Response(text, { headers: { 'Content-Type': 'application/json; charset=utf-8' } });
}
