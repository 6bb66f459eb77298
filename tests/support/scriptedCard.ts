/** A card that answers from a list, and keeps what it was sent. */

import { fromHex, toHex } from '../../src/bytes.ts';
import type { CardTransport } from '../../src/card/transport.ts';

export interface ScriptedCard extends CardTransport {
  /** Commands so far, as upper-case hexadecimal text. */
  readonly sent: readonly string[];
  readonly isClosed: boolean;
}

/** Answers the commands in turn; `repeat` answers for ever after the list. */
export function scriptedCard(answers: readonly string[], repeat?: string): ScriptedCard {
  const sent: string[] = [];
  let isClosed = false;
  return {
    sent,
    get isClosed() {
      return isClosed;
    },
    async transmit(command) {
      const answer = answers[sent.length] ?? repeat;
      sent.push(toHex(command).toUpperCase());
      if (answer === undefined) throw new Error(`no answer for command ${sent.length}`);
      return fromHex(answer);
    },
    async close() {
      isClosed = true;
    },
  };
}
