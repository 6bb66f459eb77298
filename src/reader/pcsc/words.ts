/** The numbers that PC/SC has for the words of port.ts (PC/SC part 5; winscard.h). */

import type { AccessMode, CardProtocol, Disposition } from './port.ts';

export const SHARE_MODES = { exclusive: 1, shared: 2 } as const satisfies Record<
  AccessMode,
  number
>;
export const PROTOCOLS = { 'T=0': 1, 'T=1': 2 } as const satisfies Record<CardProtocol, number>;
export const PROTOCOL_ANY = PROTOCOLS['T=0'] | PROTOCOLS['T=1'];
export const DISPOSITIONS = {
  leave: 0,
  reset: 1,
  unpower: 2,
  eject: 3,
} as const satisfies Record<Disposition, number>;
