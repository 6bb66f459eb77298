import { SW_SUCCESS } from '../statusWord.ts';
import { type CardCommand, exactly } from './command.ts';

const CLA_PROPRIETARY = 0x80;
const INS_PUT_KEY = 0xd8;
/** Several keys, the first with identifier 1. */
const THREE_KEYS = 0x81;
const RECEIPT_BYTES = 10;

/**
 * PUT KEY (GPC_SPE_014 v1.1.1 §7.2), through a channel of ISSUE keys: `80 D8 <old version> 81 46 <block> 0A`.
 * @param retired version of the key set that goes as the new one comes; 0 when none does
 * @param block data field made by the security module
 * @returns the new version and three check values, 10 bytes
 */
export function putKey(retired: number, block: Uint8Array): CardCommand<Uint8Array> {
  const name = 'PUT KEY';
  return {
    name,
    apdu: {
      cla: CLA_PROPRIETARY,
      ins: INS_PUT_KEY,
      p1: retired,
      p2: THREE_KEYS,
      data: block,
      ne: RECEIPT_BYTES,
    },
    expected: [SW_SUCCESS],
    parse: ({ data }) => exactly(data, RECEIPT_BYTES, name),
  };
}
