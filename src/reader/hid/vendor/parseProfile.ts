import { OneCardError } from '../../../errors/index.ts';
import { checkProfile } from './checkProfile.ts';
import type { HidProfile } from './profile.ts';

/** Bytes of a profile document: the shipped ones are below 3 KiB. */
const PROFILE_BYTES_MAX = 64 * 1024;

/**
 * A profile out of its JSON text. Every unknown field is refused, and so is a description that
 * contradicts itself.
 * @param file name that failures give
 * @throws OneCardError `reader.hid-profile-invalid` with `file`, `field` and `rule`.
 */
export async function parseHidProfile(text: string, file: string): Promise<HidProfile> {
  if (text.length > PROFILE_BYTES_MAX) throw invalid(file, '', 'the document is too long');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw invalid(file, '', `no JSON: ${(error as Error).message}`);
  }
  return readHidProfile(document, file);
}

/** A profile out of a parsed JSON document; see `parseHidProfile`. */
export async function readHidProfile(document: unknown, file: string): Promise<HidProfile> {
  const { profileSchema } = await import('./schema.ts');
  const parsed = profileSchema.safeParse(document);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(file, issue!.path.join('.'), issue!.message);
  }
  const { $schema: _, profile: __, source: ___, slots, ...rest } = parsed.data;
  const profile = { ...rest, slots: slots.map((slot, index) => ({ ...slot, index })) };
  const contradiction = checkProfile(profile as HidProfile);
  if (contradiction) throw invalid(file, contradiction.field, contradiction.rule);
  return profile as HidProfile;
}

function invalid(file: string, field: string, rule: string): OneCardError {
  return new OneCardError('reader.hid-profile-invalid', { file, field, rule });
}
