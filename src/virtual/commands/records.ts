/** READ RECORD and APPEND RECORD on the cyclic EF.LOG, ISO/IEC 7816-4:2005 §7.3.3 and §7.3.5. */

import {
  type CommandApdu,
  type ElementaryFile,
  LOG_RECORD_BYTES,
  type StatusWord,
  SW_FILE_NOT_FOUND,
  SW_INCOMPATIBLE_FILE,
  SW_NO_CURRENT_FILE,
  SW_RECORD_NOT_FOUND,
  SW_SECURITY_NOT_SATISFIED,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
} from '../../card/index.ts';
import { mayRead, mayWrite } from './access.ts';
import { filesOf } from './select.ts';
import { done, refuse, type Selection, type Situation, type Step, whole } from './step.ts';

/** P2, low three bits: P1 is the number of one record. Record 1 is the newest of a cyclic file. */
const ONE_RECORD = 0b100;

export function readRecord(
  { p1, p2, data, ne }: CommandApdu,
  { selection, contents, role }: Situation,
): Step {
  if (data.length > 0 || ne === 0) return refuse(SW_WRONG_LENGTH);
  if ((p2 & 0b111) !== ONE_RECORD || p1 === 0) return refuse(SW_WRONG_P1_P2);
  const file = recordFile(p2, selection);
  if (typeof file === 'number') return refuse(file);
  if (!mayRead(file, role, selection)) return refuse(SW_SECURITY_NOT_SATISFIED);
  const record = contents.log[p1 - 1];
  if (!record) return refuse(SW_RECORD_NOT_FOUND);
  return { selection: { ...selection, file }, answer: () => whole(record, ne) };
}

export function appendRecord(
  { p1, p2, data, ne }: CommandApdu,
  { selection, role }: Situation,
): Step {
  if (p1 !== 0 || (p2 & 0b111) !== 0) return refuse(SW_WRONG_P1_P2);
  const file = recordFile(p2, selection);
  if (typeof file === 'number') return refuse(file);
  if (!mayWrite(file, role)) return refuse(SW_SECURITY_NOT_SATISFIED);
  if (data.length !== LOG_RECORD_BYTES || ne > 0) return refuse(SW_WRONG_LENGTH);
  return done({ selection: { ...selection, file }, change: { kind: 'append', record: data } });
}

/** The file that the upper five bits of P2 name; 0 names the current one. */
function recordFile(p2: number, { directory, file }: Selection): ElementaryFile | StatusWord {
  const sfi = p2 >> 3;
  if (sfi === 0x1f) return SW_WRONG_P1_P2;
  const named =
    sfi === 0
      ? (file ?? SW_NO_CURRENT_FILE)
      : (filesOf(directory).find((candidate) => candidate.sfi === sfi) ?? SW_FILE_NOT_FOUND);
  if (typeof named === 'number') return named;
  return named.structure === 'cyclic' ? named : SW_INCOMPATIBLE_FILE;
}
