/** The serial readers that speak CCID in GemPC Twin framing, as libccid 1.5 knows them. */

import type { ReaderSlot } from '../provider.ts';
import type { LineSettings } from './bytePort.ts';

export type SerialReaderModel = keyof typeof MODELS;

export interface SerialModel {
  /** The first slot is the holder's; a hospital puts security modules into the others. */
  readonly slotCount: number;
  readonly clockHz: number;
  /** Most bits a second between reader and card. */
  readonly bitRateMax: number;
}

/** 115,200 baud, 8 bits, 2 stop bits: all models that are listed here. */
export const GEMPC_LINE: LineSettings = {
  baudRate: 115_200,
  dataBits: 8,
  stopBits: 2,
  parity: 'none',
};

/** Most information bytes of a T=1 block: dwMaxIFSD of the family. */
export const IFSD = 254;

/** Data of the Escape by which a reader tells its firmware: also the proof that it is one. */
export const ESCAPE_FIRMWARE = Uint8Array.of(0x02);
/** Data of the Escape after which card movements are told between a command and its answer. */
export const ESCAPE_SYNCHRONOUS_NOTICES = Uint8Array.of(0x01, 0x01, 0x01);

const MODELS = {
  GemPCTwin: gem(1, 344_086),
  GemPCPinPad: gem(1, 500_000),
  GemCorePOSPro: gem(5, 500_000),
  GemCoreSIMPro: gem(2, 500_000),
} as const satisfies Record<string, SerialModel>;

function gem(slotCount: number, bitRateMax: number): SerialModel {
  return { slotCount, bitRateMax, clockHz: 4_000_000 };
}

/** @throws RangeError for a name that is not in the table. */
export function serialModel(name: SerialReaderModel): SerialModel {
  const model = MODELS[name];
  if (!model) throw new RangeError(`"model" expected one of ${Object.keys(MODELS).join(', ')}`);
  return model;
}

export function slotsOf({ slotCount }: SerialModel): readonly ReaderSlot[] {
  return Array.from({ length: slotCount }, (_, index) =>
    index === 0
      ? { index, purpose: 'holder', name: 'holder' }
      : { index, purpose: 'sam', name: `SAM ${index}` },
  );
}
