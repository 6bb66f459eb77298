import { concat, equalBytes, fromHex } from '../../src/bytes.ts';
import {
  algorithmOfFci,
  DDF1_EXTENSION,
  DDF1_HOLDER,
  DDF1_ISSUER,
  DF01_HOUSEHOLD,
  DF04_BASIC,
  DF04_DETAILS,
  DF04_OFFLINE,
  parseParts,
  parseRecord,
  parseValue,
  RH_DOCUMENTS,
  SSSE_HOLDER,
  SSSE_ISSUER,
} from '../../src/card/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, pickNumber, pickOne, unlessRefused } from './harness/inputs.ts';

const FILES = [
  SSSE_ISSUER,
  SSSE_HOLDER,
  DF01_HOUSEHOLD,
  DF04_BASIC,
  DF04_OFFLINE,
  DDF1_ISSUER,
  DDF1_HOLDER,
  DDF1_EXTENSION,
  RH_DOCUMENTS,
];
const SEEDS = [
  '0709583030303030303139',
  '0812393939303031313936323035313230303136',
  '090AB2E2CAD4BCD7000000',
  '0A0131',
  '0D0419620512',
  '0B10B2E2CAD4BCD72020202020202020FFFF',
  '920400000064',
].map(fromHex);
const FCIS = ['6F0A8400A5069F0C03860103', '6F0BA509BF0C069F0C03860101'].map(fromHex);

/** Records of cards in use are refused by name, or hold to their table. */
export const profileRecords: FuzzEntry = {
  name: 'profile records',
  inputsPerRun: 1,
  run(random) {
    const bytes = random() < 0.2 ? pickBytes(random, 260) : damaged(random, SEEDS);
    const file = pickOne(random, FILES);
    // Half of the time the field that the tag means, so that more than tags is looked at.
    const meant = file.fields.find(({ tag }) => tag === bytes[0]);
    const field = meant && random() < 0.5 ? meant : pickOne(random, file.fields);
    const value = unlessRefused(['profile'], () => parseRecord(bytes, file, field));
    if (value) {
      must(value.length <= field.bytes, 'a value is no longer than its table allows');
      const again = concat([Uint8Array.of(field.tag, value.length), value]);
      must(equalBytes(again, bytes), 'a record has one form');
      const place = { file: 'fuzz', tag: '00' };
      const parsed = unlessRefused(['profile'], () => parseValue(value, field.form, place));
      must(typeof parsed !== 'string' || !/[\p{Cc}\u202e]/u.test(parsed), 'no control characters');
    }
    unlessRefused(['profile'], () => parseParts(pickBytes(random, 40), DF04_DETAILS));
    const fci = pickNumber(random, 4) === 0 ? pickBytes(random, 260) : damaged(random, FCIS);
    const algorithm = algorithmOfFci(fci);
    must(
      algorithm === undefined || ['DES', 'SSF33', 'SM4'].includes(algorithm),
      'a known algorithm',
    );
  },
};
