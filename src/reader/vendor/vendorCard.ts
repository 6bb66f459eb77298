import type { VendorBinding } from './binding.ts';
import { NATIONAL_CARD_BINDING } from './national/binding.ts';
import { NationalCard, type NationalCardOptions } from './national/nationalCard.ts';
import { VendorProcess, type VendorProcessOptions } from './vendorProcess.ts';

export interface VendorCardOptions extends VendorProcessOptions, NationalCardOptions {
  /** Another binding for a local variant of the interface: other sizes, conventions or deadlines. */
  readonly binding?: VendorBinding | undefined;
}

/**
 * A card through a vendor's driver with the national card interface (`SSCardDriver.dll` and its kin).
 * The driver runs in a child process that starts at the first call and may die without harm.
 * @example
 * const card = vendorCard({ library: 'C:\\drivers\\SSCardDriver.dll', hsm });
 * const { cardId, cardNumber } = await card.readBasic();
 * await card.close();
 */
export function vendorCard(options: VendorCardOptions): NationalCard {
  const process = new VendorProcess(options, options.binding ?? NATIONAL_CARD_BINDING);
  return new NationalCard(process, options);
}
