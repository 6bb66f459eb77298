/**
 * A PSAM in a card slot, by the commands of public drivers:
 *
 * ```
 *                          DES, SSF33                          SM4 (social security)        residents' health
 * application              00A4040006 D15600000590             the same                     00A4000002 DF01
 * key of card and area     BFDE 48 5D 18 card ‖ area ‖ random   801A 48 01 10 card ‖ area    80DE 47 31… 18 card ‖ area ‖ random
 * cryptogram               80FA 00 00 08 plain                  80FA 00 00 10 random ‖ plain 80FA 00 00 10 plain ‖ 00×8
 *                          → 8 bytes                           → 16 bytes, left ⊕ right     → 16 bytes, left ⊕ right
 * ```
 *
 * For SM4 modules of social-security cards the sources give the second row alone; the third is by
 * analogy with the residents' health card, and a module that works differently refuses it.
 */

import { concat, fromHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { CommandApdu } from '../apdu.ts';
import { exchangeApdu } from '../commands/command.ts';
import { selectTolerant } from '../commands/select.ts';
import { withGetResponse } from '../layers/withGetResponse.ts';
import { withRightLe } from '../layers/withRightLe.ts';
import {
  SW_REFERENCE_NOT_FOUND,
  SW_SECURITY_NOT_SATISFIED,
  SW_SUCCESS,
  statusWordText,
} from '../statusWord.ts';
import type { CardTransport } from '../transport.ts';
import type { AuthenticationRequest, Psam, PsamRefusal, ReadKeyName } from './psam.ts';

const PSAM_AID = fromHex('D15600000590');
const RH_PSAM_FID = 0xdf01;
/** P1 P2 of `80DE` for the keys of the residents' health card. */
const RH_KEYS: Readonly<Partial<Record<ReadKeyName, readonly [number, number]>>> = {
  'RK-DDF1': [0x47, 0x31],
  'RK-DDF1/DF01': [0x47, 0x32],
  'RK-DDF1/DF03': [0x47, 0x34],
};

interface Flow {
  readonly application: { readonly aid: Uint8Array } | { readonly fid: number };
  readonly key: CommandApdu;
  readonly cryptogram: CommandApdu;
  readonly answerBytes: 8 | 16;
}

/** Drives the PSAM behind `transport`. The transport stays the caller's. */
export function psamInSlot(transport: CardTransport): Psam {
  const module = withGetResponse(withRightLe(transport));
  return {
    async authenticate(request) {
      const flow = flowOf(request);
      if (!flow) return { outcome: 'refused', why: 'key-not-there' };
      const selected = await selectTolerant(module, flow.application);
      if (selected.sw !== SW_SUCCESS) return { outcome: 'refused', why: 'no-module' };
      const key = await exchangeApdu(module, flow.key);
      if (key.sw !== SW_SUCCESS) return { outcome: 'refused', why: refusalOf(key.sw) };
      const { data, sw } = await exchangeApdu(module, flow.cryptogram);
      if (sw !== SW_SUCCESS) return { outcome: 'refused', why: refusalOf(sw) };
      if (data.length !== flow.answerBytes) {
        const detail = { step: 'cryptogram', sw: statusWordText(sw), lengthBytes: data.length };
        throw new OneCardError('profile.psam-silent', detail);
      }
      return { outcome: 'answered', cryptogram: folded(data) };
    },
  };
}

function flowOf(request: AuthenticationRequest): Flow | undefined {
  const { source, key, algorithm, cardFactor, areaFactor, challenge, plain } = request;
  const card = concat([cardFactor, areaFactor]);
  if (source === 'residents-health') {
    const reference = RH_KEYS[key];
    if (!reference) return undefined;
    const block = concat([plain, new Uint8Array(8)]);
    return {
      application: { fid: RH_PSAM_FID },
      key: command(0x80, 0xde, reference[0], reference[1], concat([card, challenge]), 0),
      cryptogram: command(0x80, 0xfa, 0, 0, block, 16),
      answerBytes: 16,
    };
  }
  if (key !== 'RKsSSE') return undefined;
  if (algorithm === 'SM4') {
    return {
      application: { aid: PSAM_AID },
      key: command(0x80, 0x1a, 0x48, 0x01, card, 0),
      cryptogram: command(0x80, 0xfa, 0, 0, concat([challenge, plain]), 16),
      answerBytes: 16,
    };
  }
  return {
    application: { aid: PSAM_AID },
    key: command(0xbf, 0xde, 0x48, 0x5d, concat([card, challenge]), 0),
    cryptogram: command(0x80, 0xfa, 0, 0, plain, 8),
    answerBytes: 8,
  };
}

function command(
  cla: number,
  ins: number,
  p1: number,
  p2: number,
  data: Uint8Array,
  ne: number,
): CommandApdu {
  return { cla, ins, p1, p2, data, ne };
}

/** 6982: the module wants its own PIN or a licence; 6A88, 9403: no such key; the rest: no such command. */
function refusalOf(sw: number): PsamRefusal {
  if (sw === SW_SECURITY_NOT_SATISFIED) return 'not-authorised';
  return sw === SW_REFERENCE_NOT_FOUND || sw === 0x9403
    ? 'key-not-there'
    : 'algorithm-not-supported';
}

/** Eight bytes as they are; of sixteen the left half ⊕ the right half. */
function folded(data: Uint8Array): Uint8Array {
  if (data.length === 8) return data.slice();
  return data.slice(0, 8).map((byte, index) => byte ^ data[8 + index]!);
}
