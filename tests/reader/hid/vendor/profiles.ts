import type { HidProfile } from '../../../../src/reader/hid/index.ts';
import { parseHidProfile, shippedHidProfiles } from '../../../../src/reader/hid/index.ts';

export async function shipped(id: string): Promise<HidProfile> {
  const found = (await shippedHidProfiles()).find((profile) => profile.id === id);
  if (!found) throw new Error(`no profile ${id}`);
  return found;
}

/**
 * A third framing, of no vendor's, that differs from the shipped ones in every layer: numbered reports
 * of different sizes, a constant in front of the fragment, one byte that counts or says "more follows",
 * a two-byte command, big-endian length with the checksum in it, checksums both ways, no status command.
 */
export const OTHER_DOCUMENT = {
  profile: 1,
  id: 'other-framing',
  name: 'Other',
  devices: [{ vendorId: '1209', productId: '0C02', usagePage: 'FF00' }],
  send: { via: 'output', reportId: '05', bytes: 40 },
  receive: { via: 'input', reportId: '06', bytes: 24 },
  fill: 'AA',
  fragment: [
    { field: 'constant', value: '7E' },
    { field: 'count', more: '80' },
  ],
  messageBytesMax: 2_000,
  answerMs: 300,
  request: [
    { field: 'slot' },
    { field: 'command', bytes: 2 },
    { field: 'length', bytes: 2, order: 'big', counts: ['body', 'checksum'] },
    { field: 'body' },
    { field: 'checksum', kind: 'xor', from: 1 },
  ],
  reply: [
    { field: 'slot' },
    { field: 'length', bytes: 2, counts: ['status', 'body', 'checksum'] },
    { field: 'status', bytes: 2 },
    { field: 'body' },
    { field: 'checksum', kind: 'xor', from: 0 },
  ],
  commands: {
    powerOn: { code: '0101', prefix: 'B0B1' },
    powerOff: { code: '0102' },
    apdu: { code: '0201', statuses: { '0007': 'card-mute' } },
  },
  statuses: {
    '0000': 'ok',
    '0001': 'card-absent',
    '0002': 'card-unpowered',
    '0003': 'busy',
    '0004': 'card-mute',
  },
  slots: [
    { purpose: 'holder', name: 'card', code: '01' },
    { purpose: 'sam', name: 'SAM', code: '11', atr: 'hidden' },
  ],
};

export function otherProfile(): Promise<HidProfile> {
  return parseHidProfile(JSON.stringify(OTHER_DOCUMENT), 'other.json');
}
