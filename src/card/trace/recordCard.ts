import { type ErrorCode, OneCardError } from '../../errors/index.ts';
import type { CardTransport } from '../transport.ts';
import { TestCardConsent } from './consent.ts';
import {
  type CardProtocol,
  EXCHANGES_MAX,
  type Exchange,
  RECORDING_CHARACTERS_MAX,
  type Recording,
} from './recording.ts';

/** What a failure that has no code of its own is written down as. */
const UNNAMED_FAILURE: ErrorCode = 'reader.transmit-failed';

export interface RecordedCard {
  readonly atr?: Uint8Array;
  readonly protocol?: CardProtocol;
}

/** A transport that keeps what passes. */
export interface RecordingTransport extends CardTransport {
  /** Everything so far; may be asked at any time, also after `close`. */
  recording(): Recording;
}

/**
 * Keeps every command and answer in full. Contents and PINs stand in it, hence the consent: only a
 * card that is declared to hold nobody's record can be recorded.
 * @throws OneCardError `trace.recording-too-long` when 10,000 exchanges or 32 Mi characters are kept.
 */
export function recordCard(
  inner: CardTransport,
  consent: TestCardConsent,
  card: RecordedCard = {},
): RecordingTransport {
  const label = TestCardConsent.labelOf(consent);
  const exchanges: Exchange[] = [];
  let characters = 0;
  const keep = (command: Uint8Array, answer: Exchange['answer']): void => {
    exchanges.push({ command: command.slice(), answer });
    characters += 2 * command.length + 8;
    characters += answer.outcome === 'answered' ? 2 * answer.response.length : answer.code.length;
  };

  return {
    async transmit(command) {
      if (exchanges.length >= EXCHANGES_MAX || characters > RECORDING_CHARACTERS_MAX / 2) {
        throw new OneCardError('trace.recording-too-long', { exchangesMax: EXCHANGES_MAX });
      }
      try {
        const response = await inner.transmit(command);
        keep(command, { outcome: 'answered', response: response.slice() });
        return response;
      } catch (error) {
        const code = error instanceof OneCardError ? error.code : UNNAMED_FAILURE;
        keep(command, { outcome: 'failed', code });
        throw error;
      }
    },
    close: () => inner.close(),
    recording: () => ({
      card: label,
      atr: card.atr?.slice() ?? new Uint8Array(),
      protocol: card.protocol ?? 'unknown',
      exchanges: exchanges.slice(),
    }),
  };
}
