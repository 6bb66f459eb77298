/** PUT KEY (GPC_SPE_014 v1.1.1 §7.2): a new generation of a role's channel keys. */

import {
  type CommandApdu,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_SECURITY_NOT_SATISFIED,
  SW_WRONG_DATA,
  SW_WRONG_P1_P2,
} from '../../card/index.ts';
import {
  type ChannelKeys,
  parsePutKey,
  putKeyReceipt,
  roleOfKeyVersion,
} from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import { hasRole } from './access.ts';
import { refuse, type Situation, type Step, whole, wrongLe } from './step.ts';

/** Several keys, the first with identifier 1. */
const THREE_KEYS = 0x81;
/** Key version and three check values. */
const RECEIPT_BYTES = 10;

/**
 * The key set of P1 goes as the new one comes, in one write; 00 only adds. A role's two generations may
 * stand beside each other.
 */
export function putKey({ p1, p2, data, ne }: CommandApdu, situation: Situation): Step {
  const { contents, role, keyVersion } = situation;
  if (p2 !== THREE_KEYS) return refuse(SW_WRONG_P1_P2);
  if (!hasRole(role, 'ISSUE')) return refuse(SW_SECURITY_NOT_SATISFIED);
  const opened = contents.channel.get(keyVersion ?? 0);
  if (!opened) return refuse(SW_CONDITIONS_NOT_SATISFIED);
  if (ne < RECEIPT_BYTES) return refuse(wrongLe(RECEIPT_BYTES));
  const keys = parsed(opened, data);
  const owner = keys && roleOfKeyVersion(keys.keyVersion);
  if (!keys || owner?.suite !== contents.suite) return refuse(SW_WRONG_DATA);
  const isSameRole = roleOfKeyVersion(p1)?.role === owner.role;
  if (p1 !== 0 && (!isSameRole || p1 === keys.keyVersion)) return refuse(SW_WRONG_P1_P2);
  return {
    change: { kind: 'key', keys, retired: p1 },
    answer: () => whole(putKeyReceipt(keys), ne),
  };
}

function parsed({ suite, dek }: ChannelKeys, data: Uint8Array): ChannelKeys | undefined {
  try {
    return parsePutKey(suite, dek, data);
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}
