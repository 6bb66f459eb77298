import { readHidProfile } from '../vendor/parseProfile.ts';
import type { HidProfile } from '../vendor/profile.ts';
import feature32Xor from './feature-32-xor.json' with { type: 'json' };
import interrupt64Ack from './interrupt-64-ack.json' with { type: 'json' };

/** Profiles that come with the package, by file name. Examples of a framing, not standards. */
const DOCUMENTS: Readonly<Record<string, unknown>> = {
  'feature-32-xor.json': feature32Xor,
  'interrupt-64-ack.json': interrupt64Ack,
};

let reading: Promise<readonly HidProfile[]> | undefined;

/** The profiles that come with the package, checked like any other. */
export function shippedHidProfiles(): Promise<readonly HidProfile[]> {
  reading ??= Promise.all(
    Object.entries(DOCUMENTS).map(([file, document]) => readHidProfile(document, file)),
  );
  return reading;
}
