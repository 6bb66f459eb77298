import { expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import {
  type AttachedReader,
  type DeskState,
  EMPTY_DESK,
  eventsBetween,
} from '../../../src/reader/pcsc/deskState.ts';
import { lineOf } from './deskModel.ts';

const ATR = Uint8Array.of(0x3b, 0x00);

function reader(attachment: number, insertion?: number): AttachedReader {
  const cards = new Map(insertion === undefined ? [] : [[0, { insertion, atr: ATR }]]);
  const device = { name: '', slots: [], pcscNames: [] };
  return { device, attachment, cards, muteSlots: new Set() };
}

function desk(readers: Record<string, AttachedReader>, losses = 0): DeskState {
  return { losses, lostWith: undefined, readers: new Map(Object.entries(readers)) };
}

function lost(losses: number): DeskState {
  const lostWith = new OneCardError('reader.service-not-available');
  return { losses, lostWith, readers: new Map() };
}

const full = desk({ A: reader(1, 1), B: reader(2) });

test.each<[string, DeskState, DeskState, string[]]>([
  ['nothing', full, full, []],
  ['the beginning', EMPTY_DESK, full, ['reader-attached A', 'card-in A 0', 'reader-attached B']],
  [
    'the beginning without a service',
    EMPTY_DESK,
    lost(1),
    ['service-lost reader.service-not-available'],
  ],
  ['a card comes', desk({ A: reader(1) }), desk({ A: reader(1, 1) }), ['card-in A 0']],
  ['a card goes', desk({ A: reader(1, 1) }), desk({ A: reader(1) }), ['card-out A 0']],
  [
    'a card is swapped',
    desk({ A: reader(1, 1) }),
    desk({ A: reader(1, 2) }),
    ['card-out A 0', 'card-in A 0'],
  ],
  [
    'a reader goes with its card',
    full,
    desk({ B: reader(2) }),
    ['card-out A 0', 'reader-detached A'],
  ],
  [
    'a reader is plugged in again',
    desk({ A: reader(1, 1) }),
    desk({ A: reader(3, 2) }),
    ['card-out A 0', 'reader-detached A', 'reader-attached A', 'card-in A 0'],
  ],
  [
    'the service goes',
    full,
    lost(1),
    [
      'card-out A 0',
      'reader-detached A',
      'reader-detached B',
      'service-lost reader.service-not-available',
    ],
  ],
  [
    'the service comes back',
    lost(1),
    desk({ A: reader(3, 2) }, 1),
    ['service-back', 'reader-attached A', 'card-in A 0'],
  ],
  [
    'the service went and came between two looks',
    desk({ A: reader(1, 1) }),
    desk({ A: reader(2, 2) }, 1),
    [
      'card-out A 0',
      'reader-detached A',
      'service-lost reader.service-stopped',
      'service-back',
      'reader-attached A',
      'card-in A 0',
    ],
  ],
  ['the service came and went again', lost(1), lost(2), []],
  ['the service came, went and came', lost(1), desk({}, 2), ['service-back']],
])('%s', (_name, before, after, expected) => {
  expect(eventsBetween(before, after).map(lineOf)).toEqual(expected);
});
