/** The ways to readers that the command line was told of. */

import {
  ctapHidReaders,
  pcscReaders,
  type ReaderKind,
  type ReaderProvider,
  serialReaders,
  vendorHidReaders,
} from '../../../src/reader/index.ts';

/** Readers beside PC/SC are looked at only when they are named. */
export interface SourceOptions {
  readonly serial?: string;
  readonly hid?: boolean;
}

export interface Source {
  readonly kind: ReaderKind;
  readonly provider: ReaderProvider;
}

/** PC/SC, and what was named. Nothing is opened yet. */
export function sourcesOf({ serial, hid = false }: SourceOptions): readonly Source[] {
  const providers: ReaderProvider[] = [pcscReaders()];
  if (serial !== undefined) providers.push(serialReaders({ path: serial }));
  if (hid) providers.push(ctapHidReaders(), vendorHidReaders());
  return providers.map((provider) => ({ kind: provider.kind, provider }));
}
