/** From a selected application to a channel: EF.CARD says which keys, the module has them or not. */

import { COMMAND_BYTES_MAX, roleOfKeyVersion } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import {
  type CardIdentity,
  type ChannelSize,
  SAM_ROLES,
  type Sam,
  type SamRole,
} from '../../model/index.ts';
import { parseCardIdentity } from '../codec/cardIdentity.ts';
import { unframe } from '../frame.ts';
import { type SecureTransport, withSecureChannel } from '../layers/withSecureChannel.ts';
import type { CardTransport } from '../transport.ts';
import { READ_BYTES_MAX, readFile } from './readFile.ts';

/** Plain bytes that one protected READ BINARY asks for, and that one protected command carries. */
export const PROTECTED_BYTES_MAX: Readonly<Record<ChannelSize, number>> = COMMAND_BYTES_MAX;

/** EF.CARD with the exact bytes that its digest covers. */
export interface ReadIdentity {
  readonly bytes: Uint8Array;
  readonly card: CardIdentity;
}

/** EF.CARD, free to read. What it says is proven once its digest is. */
export async function readIdentity(
  transport: CardTransport,
  bytesMax = READ_BYTES_MAX,
): Promise<ReadIdentity> {
  const bytes = unframe(await readFile(transport, 'EF.CARD', bytesMax), 'EF.CARD');
  return { bytes, card: parseCardIdentity(bytes).value };
}

/**
 * Opens the channel of `role`. The key version is the one that EF.CARD names: whoever alters it on the
 * way to name an older one is found out by `verifyRecord`, which compares the signed one with it.
 * @throws OneCardError `card.key-version-refused`, as `withSecureChannel`
 */
export function openCardChannel(
  transport: CardTransport,
  card: Pick<CardIdentity, 'serial' | 'suite' | 'keyVersions'>,
  options: { readonly sam: Sam; readonly role: SamRole; readonly size: ChannelSize },
): Promise<SecureTransport> {
  const { sam, role, size } = options;
  const keyVersion = keyVersionOf(card, role);
  const owner = roleOfKeyVersion(keyVersion);
  if (owner?.role !== role || owner.suite !== card.suite) {
    const detail = { keyVersion, role, suite: card.suite };
    return Promise.reject(new OneCardError('card.key-version-refused', detail));
  }
  return withSecureChannel(transport, { sam, serial: card.serial, keyVersion, role, size });
}

/** The version of the role's key set, as the card itself names it. */
export function keyVersionOf(
  { keyVersions }: Pick<CardIdentity, 'keyVersions'>,
  role: SamRole,
): number {
  return keyVersions[SAM_ROLES.indexOf(role)]!;
}
