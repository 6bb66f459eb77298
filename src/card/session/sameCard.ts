import { OneCardError } from '../../errors/index.ts';
import type { CardSerial } from '../../model/index.ts';
import { sendCommand } from '../commands/command.ts';
import { selectApplication } from '../commands/select.ts';
import { ONECARD_AID } from '../files.ts';
import type { CardTransport } from '../transport.ts';
import { readIdentity } from './openChannel.ts';

/**
 * The card behind the channel is the one with `serial`, or the channel does not hold. When it does not,
 * whoever is in the reader is asked in the clear, so that a swapped card can be told from a broken one.
 * @throws OneCardError `card.swapped`, and what the transport throws
 */
export async function assertSameCard(
  serial: CardSerial,
  secure: CardTransport,
  plain: CardTransport,
  bytesMax: number,
): Promise<void> {
  try {
    await readIdentity(secure, bytesMax);
  } catch (cause) {
    const found = await serialOf(plain).catch(() => undefined);
    if (found === undefined || found === serial) throw cause;
    throw new OneCardError('card.swapped', {}, { cause });
  }
}

async function serialOf(plain: CardTransport): Promise<CardSerial> {
  await sendCommand(plain, selectApplication(ONECARD_AID));
  return (await readIdentity(plain)).card.serial;
}
