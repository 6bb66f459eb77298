/**
 * The diagnostic trace of a card in use. It is made of what a fault is found by, and of nothing that
 * belongs to anybody: command headers, lengths, status words and times. Data fields, the historical
 * bytes of the ATR and bytes that cannot be told apart from them never reach the text, because no
 * line of this file renders them.
 *
 * ```
 * # ONECARD TRACE 1
 * # PROTOCOL: T=1
 * # ATR: 3B8F8001, then 15 historical bytes
 * +0 > 00A40400 Nc=9 Ne=256
 * +12 < bytes=13 sw=9000
 * +13 > 00200000 Nc=6 Ne=0
 * +40 ! reader.card-removed
 * ```
 */

import { toHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { Trace } from '../../model/index.ts';
import { parseResponse } from '../apdu.ts';
import { parseAtr } from '../atr.ts';
import { statusWordText } from '../statusWord.ts';
import type { TransportLayer } from '../transport.ts';
import { commandText } from './commandText.ts';
import type { CardProtocol } from './recording.ts';

export interface TraceOptions {
  /** Milliseconds of a clock that does not jump; `+` counts from the layer's making. */
  readonly now: () => number;
  readonly atr?: Uint8Array;
  readonly protocol?: CardProtocol;
}

/**
 * Writes to `trace`, if there is one. A sink that throws is not written to again: a full disk must not
 * break off a settlement.
 */
export function quietly(trace: Trace | undefined): (line: string) => void {
  let isBroken = trace === undefined;
  return (line) => {
    if (isBroken) return;
    try {
      trace?.write(line);
    } catch {
      isBroken = true;
    }
  };
}

/** Writes one line a command and one line an answer to `trace`, whose own failures do no harm. */
export function withTrace(trace: Trace, options: TraceOptions): TransportLayer {
  const start = options.now();
  const write = quietly(trace);
  const event = (text: string): void => write(`+${Math.round(options.now() - start)} ${text}`);

  return (inner) => {
    write('# ONECARD TRACE 1');
    write(`# PROTOCOL: ${options.protocol ?? 'unknown'}`);
    write(`# ATR: ${atrText(options.atr)}`);
    return {
      async transmit(command) {
        event(`> ${commandText(command)}`);
        try {
          const response = await inner.transmit(command);
          event(`< ${responseText(response)}`);
          return response;
        } catch (error) {
          event(`! ${error instanceof OneCardError ? error.code : 'failure without a code'}`);
          throw error;
        }
      },
      async close() {
        event('closed');
        await inner.close();
      },
    };
  };
}

/** Length and status word; of bytes that end in no status word, only their count. */
function responseText(response: Uint8Array): string {
  try {
    return `bytes=${response.length - 2} sw=${statusWordText(parseResponse(response).sw)}`;
  } catch {
    return `malformed bytes=${response.length}`;
  }
}

/** Interface bytes only: historical bytes identify the card, and TCK sums over them. */
function atrText(atr: Uint8Array | undefined): string {
  if (!atr || atr.length === 0) return 'hidden by the reader';
  try {
    const { historicalBytes, checkByte } = parseAtr(atr);
    const interfaceBytes = atr.length - historicalBytes.length - (checkByte === undefined ? 0 : 1);
    const shown = toHex(atr.subarray(0, interfaceBytes)).toUpperCase();
    return `${shown}, then ${historicalBytes.length} historical bytes`;
  } catch {
    return `malformed, ${atr.length} bytes`;
  }
}
