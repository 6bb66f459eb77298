/** The same message has the same answer, whatever happens in between; and a number stands for one message. */

import { toHex, utf8 } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';
import { DocumentError, sha256 } from '../../../terminal/deskParts.ts';
import { assertNotTakenBack } from './attempt.ts';
import { canonicalText, type Message } from './envelope.ts';
import { READ_ANSWERS_MAX } from './limits.ts';
import type { Office, Transaction } from './office.ts';

/** The text of an answer, and whether a repetition gets the same one. */
export interface Answered {
  readonly text: string;
  readonly isFinal: boolean;
}

export type AnswerOnce = (
  message: Message,
  transaction: Transaction,
  work: (message: Message) => Promise<Answered>,
) => Promise<string>;

export function answersOf(office: Office): AnswerOnce {
  const { desk, provider, records } = office;
  const read = new Map<string, { readonly digest: string; readonly text: Promise<string> }>();

  return async (message, { isReading, isKnownForEver }, work) => {
    const { msgid, infno } = message;
    const content = sha256(utf8(canonicalText(message.content)));
    const digest = toHex(content);
    const changing = records.get('message', msgid);
    const known = changing ?? read.get(msgid);
    if (known && known.digest !== digest) throw new OneCardError('national.message-used');
    const reversal = records.get('reversal', msgid);
    if (reversal) throw new OneCardError('national.message-reversed', { by: reversal.by });
    assertNotTakenBack(message, changing?.visit, office);
    if (isReading) return readOnce(msgid, digest, () => work(message));

    let passing: Answered | undefined;
    try {
      const kept = await desk.once.run(
        { caller: `national/${provider.code}`, key: msgid, content },
        async (isRepeat) => {
          // Known for ever, but begun here for the first time: its answer is not kept any more.
          if (known && !isRepeat) throw new OneCardError('national.message-used');
          if (isKnownForEver) {
            records.put('message', msgid, { ...records.get('message', msgid), infno, digest });
          }
          const answered = await work({ ...message, isRepeat });
          if (answered.isFinal)
            return { status: 200, type: 'application/json', body: answered.text };
          passing = answered;
          throw new OneCardError('national.undecided');
        },
      );
      return kept.body;
    } catch (error) {
      if (passing) return passing.text;
      const isOther = error instanceof OneCardError && error.code === 'desk.key-conflict';
      throw isOther ? new OneCardError('national.message-used') : error;
    }
  };

  function readOnce(msgid: string, digest: string, work: () => Promise<Answered>): Promise<string> {
    const known = read.get(msgid);
    if (known) return known.text;
    const text = work().then((answered) => {
      if (!answered.isFinal) read.delete(msgid);
      return answered.text;
    });
    if (read.size >= READ_ANSWERS_MAX) read.delete(read.keys().next().value!);
    read.set(msgid, { digest, text });
    return text;
  }
}

/** Whether an error is the answer for good; what the world may mend is asked for again. */
export function isFinalError(error: unknown): boolean {
  if (error instanceof DocumentError) return true;
  if (!(error instanceof OneCardError)) return false;
  return error.code.startsWith('national.') && error.code !== 'national.undecided';
}
