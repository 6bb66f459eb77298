/** SELECT, ISO/IEC 7816-4:2005 §7.1.1. */

import { concat, equalBytes, uintBytes } from '../../bytes.ts';
import {
  type CommandApdu,
  type ElementaryFile,
  FILES,
  ONECARD_AID,
  SW_FILE_NOT_FOUND,
  SW_SUCCESS,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
} from '../../card/index.ts';
import type { CardContents } from '../contents.ts';
import { AFTER_RESET, refuse, type Selection, type Situation, type Step } from './step.ts';

const MF_FID = 0x3f00;
const BY_FID = 0x00;
const BY_FID_UNDER_CURRENT = 0x02;
const BY_NAME = 0x04;

/** P2: what the answer holds. First or only occurrence; there are no others. */
const RETURN_FCI = 0x00;
const RETURN_FCP = 0x04;
const RETURN_NOTHING = 0x0c;

const TAG_FCP = 0x62;
const TAG_FCI = 0x6f;

export function select(command: CommandApdu, { selection, contents }: Situation): Step {
  const { p2, ne } = command;
  if (p2 !== RETURN_FCI && p2 !== RETURN_FCP && p2 !== RETURN_NOTHING) {
    return refuse(SW_WRONG_P1_P2);
  }
  const selected = target(command, selection, contents);
  if (typeof selected === 'number') return refuse(selected);
  const { next, fci } = selected;
  // Without Le nothing is asked for; an application's answer is a template of its own.
  const isWanted = p2 !== RETURN_NOTHING && ne > 0;
  const template = p2 === RETURN_FCP ? TAG_FCP : TAG_FCI;
  const answer = fci.form === 'template' ? fci.bytes : tlv(template, fci.bytes);
  return {
    selection: next,
    answer: () => ({ data: isWanted ? answer : new Uint8Array(0), sw: SW_SUCCESS }),
  };
}

interface Target {
  readonly next: Selection;
  readonly fci: { readonly form: 'template' | 'objects'; readonly bytes: Uint8Array };
}

function target(
  { p1, data }: CommandApdu,
  selection: Selection,
  contents: CardContents,
): Target | number {
  if (p1 === BY_NAME) {
    // The whole name only: the historical bytes say that partial names are not served.
    if (!equalBytes(data, ONECARD_AID)) return SW_FILE_NOT_FOUND;
    const next = { ...AFTER_RESET, directory: 'application' } as const;
    return { next, fci: { form: 'template', bytes: contents.fci } };
  }
  if (p1 !== BY_FID && p1 !== BY_FID_UNDER_CURRENT) return SW_WRONG_P1_P2;
  if (data.length !== 0 && data.length !== 2) return SW_WRONG_LENGTH;
  const fid = data.length === 0 ? MF_FID : (data[0]! << 8) | data[1]!;
  if (fid === MF_FID) {
    if (p1 === BY_FID_UNDER_CURRENT) return SW_FILE_NOT_FOUND;
    const next = AFTER_RESET;
    const descriptor = tlv(0x82, Uint8Array.of(0x38));
    return { next, fci: { form: 'objects', bytes: concat([descriptor, fidObject(MF_FID)]) } };
  }
  const file = filesOf(selection.directory).find((candidate) => candidate.fid === fid);
  if (!file) return SW_FILE_NOT_FOUND;
  return {
    next: { ...selection, file },
    fci: { form: 'objects', bytes: fileObjects(file, contents) },
  };
}

/** The elementary files directly under a directory. */
export function filesOf(directory: Selection['directory']): readonly ElementaryFile[] {
  const files: readonly ElementaryFile[] = Object.values(FILES);
  return files.filter(({ parent }) => parent === directory);
}

/** Bytes in use, descriptor (01 transparent, 06 cyclic; with record size and count), FID, SFI: §5.3.3 table 12. */
function fileObjects(
  { structure, sizeBytes, fid, sfi }: ElementaryFile,
  { files }: CardContents,
): Uint8Array {
  const descriptor =
    structure === 'transparent' ? Uint8Array.of(0x01) : Uint8Array.of(0x06, 0x21, 0x00, 0x80, 0x14);
  return concat([
    tlv(0x80, uintBytes(files.get(fid)?.length ?? sizeBytes, 2)),
    tlv(0x82, descriptor),
    fidObject(fid),
    tlv(0x88, Uint8Array.of(sfi << 3)),
  ]);
}

function fidObject(fid: number): Uint8Array {
  return tlv(0x83, uintBytes(fid, 2));
}

/** One-byte tag, one-byte length: no object here reaches 128 bytes. */
function tlv(tag: number, value: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(tag, value.length), value]);
}
