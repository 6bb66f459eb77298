import { expect, test } from 'vitest';
import { devicesOf, type PcscDevice } from '../../../src/reader/pcsc/devices.ts';

const NAMES = ['ACME Duo (123) 00 00', 'ACME Duo (123) 00 01', 'Other 01 00'];

function shape(names: readonly string[], wanted: readonly PcscDevice[]): readonly unknown[] {
  return devicesOf(names, wanted).map(({ name, pcscNames }) => [name, ...pcscNames.slice(1)]);
}

test.each<[string, PcscDevice[], unknown[]]>([
  ['nothing: each is a reader', [], [[NAMES[0]], [NAMES[1]], [NAMES[2]]]],
  [
    'by part of the name, in capitals or not',
    [{ holder: 'acme duo (123) 00 00', sams: ['00 01'] }],
    [[NAMES[0], NAMES[1]], [NAMES[2]]],
  ],
  ['by place', [{ holder: 2, sams: [0] }], [[NAMES[1]], [NAMES[2], NAMES[0]]]],
  [
    'each takes the first that is left',
    [{ holder: 'ACME', sams: ['ACME', 'ACME'] }],
    [[NAMES[0], NAMES[1], undefined], [NAMES[2]]],
  ],
  [
    'a device without its holder is not there, nor are its modules',
    [{ holder: 'Missing', sams: ['00 01'] }],
    [[NAMES[0]], [NAMES[2]]],
  ],
  ['a place beyond the list', [{ holder: 7, sams: [] }], [[NAMES[0]], [NAMES[1]], [NAMES[2]]]],
])('%s', (_name, wanted, expected) => {
  expect(shape(NAMES, wanted)).toEqual(expected);
});

test('slots say what they are for, also those that are not there', () => {
  const [device] = devicesOf(NAMES, [{ holder: 0, sams: [1, 'Missing'] }]);
  expect(device!.slots).toEqual([
    { index: 0, purpose: 'holder', name: NAMES[0] },
    { index: 1, purpose: 'sam', name: NAMES[1] },
    { index: 2, purpose: 'sam', name: 'SAM 2' },
  ]);
});
