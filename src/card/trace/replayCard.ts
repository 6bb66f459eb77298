import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { CardTransport } from '../transport.ts';
import { commandText } from './commandText.ts';
import type { Recording } from './recording.ts';

/** A card that answers as recorded, and only to the recorded commands. */
export interface ReplayTransport extends CardTransport {
  /** Exchanges that have not come yet. */
  readonly left: number;
  /** @throws OneCardError `trace.recording-not-finished` when exchanges are left. */
  assertFinished(): void;
}

/**
 * Plays a recording back: each command must be, byte for byte, the one that was recorded.
 * @throws OneCardError `trace.other-command` with both sides (header and lengths, not contents),
 *   `trace.recording-ended`, or the failure that was recorded.
 */
export function replayCard(recording: Pick<Recording, 'exchanges'>): ReplayTransport {
  const { exchanges } = recording;
  let next = 0;
  let isClosed = false;
  return {
    get left() {
      return exchanges.length - next;
    },
    async transmit(command) {
      if (isClosed) throw new TypeError('the replay is closed');
      const exchange = exchanges[next];
      const actual = commandText(command);
      if (!exchange)
        throw new OneCardError('trace.recording-ended', { exchange: next + 1, actual });
      if (!equalBytes(exchange.command, command)) {
        throw new OneCardError('trace.other-command', {
          exchange: next + 1,
          expected: commandText(exchange.command),
          actual,
          differsAtByte: firstDifference(exchange.command, command),
        });
      }
      next++;
      if (exchange.answer.outcome === 'failed') throw new OneCardError(exchange.answer.code);
      return exchange.answer.response.slice();
    },
    async close() {
      isClosed = true;
    },
    assertFinished() {
      const exchange = exchanges[next];
      if (!exchange) return;
      throw new OneCardError('trace.recording-not-finished', {
        left: exchanges.length - next,
        next: commandText(exchange.command),
      });
    },
  };
}

/** Where two commands part, counted from 0; the shorter one's end where it is the other's beginning. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const index = a.findIndex((byte, at) => byte !== b[at]);
  return index === -1 ? a.length : index;
}
