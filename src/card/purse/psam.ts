/**
 * A purchase security module in a card slot, by the commands of public terminals:
 *
 * ```
 * terminal number   00 B0 96 00 06                                                       → terminal 6
 * MAC1              80 70 00 00 24 random 4 ‖ counter 2 ‖ amount 4 ‖ 06 ‖ date 4 ‖ time 3 ‖
 *                                  key version ‖ algorithm ‖ card 8 ‖ issuer 8           → TTN 4 ‖ MAC1 4
 * MAC2              80 72 00 00 04 MAC2                                                  9000 right, 9302 wrong
 * ```
 */

import { concat, fromHex, toHex, uintBytes } from '../../bytes.ts';
import { PURCHASE } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import type { CommandApdu } from '../apdu.ts';
import { readBinary } from '../commands/binary.ts';
import { exchangeApdu, sendCommand } from '../commands/command.ts';
import { withGetResponse } from '../layers/withGetResponse.ts';
import { withRightLe } from '../layers/withRightLe.ts';
import { SW_SUCCESS, statusWordText } from '../statusWord.ts';
import type { CardTransport } from '../transport.ts';
import { CLA_PURSE, SW_MAC_INVALID } from './commands.ts';
import type { Mac1Request, PurchasePsam } from './port.ts';

/** EF with the terminal's number, PBOC terminals and PSAMs: SFI 22. */
const SFI_TERMINAL = 0x16;
const TERMINAL_BYTES = 6;

/** Drives the module behind `transport`, whose purse application must be selected. */
export function purchasePsam(transport: CardTransport): PurchasePsam {
  const card = withGetResponse(withRightLe(transport));
  /** The purchase that the module can still check: it keeps one. */
  let current: number | undefined;

  return {
    async terminal() {
      const position = { sfi: SFI_TERMINAL, offset: 0 };
      const bytes = await sendCommand(card, readBinary(position, TERMINAL_BYTES));
      if (bytes.length !== TERMINAL_BYTES) throw refused('TERMINAL', SW_SUCCESS);
      return toHex(bytes).toUpperCase();
    },
    async computeMac1(request) {
      current = undefined;
      const { data, sw } = await exchangeApdu(card, mac1Command(request));
      if (sw !== SW_SUCCESS || data.length !== 8) throw refused('MAC1', sw);
      current = new DataView(data.buffer, data.byteOffset).getUint32(0);
      return { terminalCounter: current, mac1: data.slice(4, 8) };
    },
    async checkMac2(terminalCounter, mac2) {
      if (current !== terminalCounter) return 'not-checked';
      const { sw } = await exchangeApdu(card, psamCommand(0x72, mac2, 0));
      if (sw === SW_SUCCESS) return 'valid';
      return sw === SW_MAC_INVALID ? 'invalid' : 'not-checked';
    },
  };
}

function mac1Command({ card, amount, initialised, date, time }: Mac1Request): CommandApdu {
  const { random, counter, keyVersion, algorithm } = initialised;
  const data = concat([
    random,
    uintBytes(counter, 2),
    uintBytes(amount, 4),
    Uint8Array.of(PURCHASE),
    fromHex(date),
    fromHex(time),
    Uint8Array.of(keyVersion, algorithm),
    fromHex(card.number),
    fromHex(card.issuer),
  ]);
  return psamCommand(0x70, data, 8);
}

function psamCommand(ins: number, data: Uint8Array, ne: number): CommandApdu {
  return { cla: CLA_PURSE, ins, p1: 0x00, p2: 0x00, data, ne };
}

function refused(step: string, sw: number): OneCardError {
  return new OneCardError('purse.psam-refused', { step, sw: statusWordText(sw) });
}
