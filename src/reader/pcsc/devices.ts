import type { ReaderSlot } from '../provider.ts';
import { isNamed } from '../readerName.ts';

/**
 * One reader as PC/SC names it: a text that its name contains, or its place in the service's list, from
 * 0. The place changes when readers are plugged in another order; a name with the device's serial number
 * does not.
 */
export type PcscReaderChoice = string | number;

/**
 * PC/SC knows no slots: each slot of a device is a reader of its own. This says which of them make one
 * reader for the desk: the slot for the holder's card, and those with security modules.
 */
export interface PcscDevice {
  readonly holder: PcscReaderChoice;
  readonly sams: readonly PcscReaderChoice[];
}

/** The slots of one reader. */
export interface DeviceSlots {
  /** The name of its holder's slot is the reader's own. */
  readonly name: string;
  readonly slots: readonly ReaderSlot[];
  /** What PC/SC calls each slot; undefined for one that is not there. */
  readonly pcscNames: readonly (string | undefined)[];
}

/**
 * Sorts PC/SC readers into readers with slots. A choice takes the first reader that fits and that no
 * choice before it took; a device without its holder's slot is not there, nor are its other slots. Readers
 * that no device asks for are readers with one slot.
 */
export function devicesOf(
  names: readonly string[],
  wanted: readonly PcscDevice[],
): readonly DeviceSlots[] {
  const left = new Set(names);
  const take = (choice: PcscReaderChoice): string | undefined => {
    const name =
      typeof choice === 'number'
        ? names[choice]
        : [...left].find((candidate) => isNamed(candidate, choice));
    return name !== undefined && left.delete(name) ? name : undefined;
  };
  const made: DeviceSlots[] = [];
  for (const { holder, sams } of wanted) {
    const holderName = take(holder);
    const samNames = sams.map(take);
    if (holderName !== undefined) made.push(device(holderName, samNames));
  }
  for (const name of left) made.push(device(name, []));
  const place = (name: string): number => names.indexOf(name);
  return made.sort((a, b) => place(a.name) - place(b.name));
}

function device(name: string, samNames: readonly (string | undefined)[]): DeviceSlots {
  const sams = samNames.map((samName, at): ReaderSlot => {
    return { index: at + 1, purpose: 'sam', name: samName ?? `SAM ${at + 1}` };
  });
  const slots: ReaderSlot[] = [{ index: 0, purpose: 'holder', name }, ...sams];
  return { name, slots, pcscNames: [name, ...samNames] };
}
