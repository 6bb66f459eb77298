/** READ BINARY and UPDATE BINARY, ISO/IEC 7816-4:2005 §7.2.3 and §7.2.5. */

import {
  type CommandApdu,
  type ElementaryFile,
  NE_MAX,
  NE_SHORT_MAX,
  type StatusWord,
  SW_END_OF_FILE,
  SW_FILE_NOT_FOUND,
  SW_INCOMPATIBLE_FILE,
  SW_NO_CURRENT_FILE,
  SW_NO_SPACE,
  SW_OFFSET_OUTSIDE,
  SW_SECURITY_NOT_SATISFIED,
  SW_SUCCESS,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
} from '../../card/index.ts';
import { isSlot } from '../contents.ts';
import { mayRead, mayWrite } from './access.ts';
import { filesOf } from './select.ts';
import { done, refuse, type Selection, type Situation, type Step } from './step.ts';

export function readBinary(command: CommandApdu, { selection, contents, role }: Situation): Step {
  const { data, ne } = command;
  if (data.length > 0 || ne === 0) return refuse(SW_WRONG_LENGTH);
  const place = placeOf(command, selection);
  if (typeof place === 'number') return refuse(place);
  const { file, offset, next } = place;
  if (!mayRead(file, role, selection)) return refuse(SW_SECURITY_NOT_SATISFIED);
  const stored = contents.files.get(file.fid)!;
  if (offset >= stored.length) return refuse(SW_OFFSET_OUTSIDE);
  const bytes = stored.slice(offset, offset + ne);
  // The largest Le means "all there is"; any other that goes past the end is told so.
  const isCut = bytes.length < ne && ne !== NE_SHORT_MAX && ne !== NE_MAX;
  return {
    selection: next,
    answer: () => ({ data: bytes, sw: isCut ? SW_END_OF_FILE : SW_SUCCESS }),
  };
}

/**
 * A slot keeps its size. Any other file ends where its head says that its content does: a new head
 * makes it longer or shorter, within its reserve.
 */
export function updateBinary(command: CommandApdu, { selection, contents, role }: Situation): Step {
  const { data, ne } = command;
  if (data.length === 0 || ne > 0) return refuse(SW_WRONG_LENGTH);
  const place = placeOf(command, selection);
  if (typeof place === 'number') return refuse(place);
  const { file, offset, next } = place;
  if (!mayWrite(file, role)) return refuse(SW_SECURITY_NOT_SATISFIED);
  const byteCount = contents.files.get(file.fid)!.length;
  if (offset > byteCount || (isSlot(file.fid) && offset === byteCount)) {
    return refuse(SW_OFFSET_OUTSIDE);
  }
  if (offset + data.length > file.sizeBytes) return refuse(SW_NO_SPACE);
  const change = { kind: 'update', fid: file.fid, offset, bytes: data } as const;
  return done({ selection: next, change });
}

interface Place {
  readonly file: ElementaryFile;
  readonly offset: number;
  readonly next: Selection;
}

/**
 * P1 `100x xxxx`: short identifier, offset 0 to 255 in P2, and the file becomes the current one.
 * P1 `0xxx xxxx`: offset of 15 bits in P1 P2 within the current file.
 */
function placeOf({ p1, p2 }: CommandApdu, selection: Selection): Place | StatusWord {
  const bySfi = (p1 & 0x80) !== 0;
  const file = bySfi ? fileBySfi(p1, selection) : (selection.file ?? SW_NO_CURRENT_FILE);
  if (typeof file === 'number') return file;
  if (file.structure !== 'transparent') return SW_INCOMPATIBLE_FILE;
  const offset = bySfi ? p2 : (p1 << 8) | p2;
  return { file, offset, next: { ...selection, file } };
}

function fileBySfi(p1: number, { directory }: Selection): ElementaryFile | StatusWord {
  const sfi = p1 & 0x1f;
  if ((p1 & 0x60) !== 0 || sfi === 0 || sfi === 0x1f) return SW_WRONG_P1_P2;
  return filesOf(directory).find((file) => file.sfi === sfi) ?? SW_FILE_NOT_FOUND;
}
