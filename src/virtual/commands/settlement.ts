/** COMMIT SETTLEMENT: check, count, append, swap and sign, in one write or not at all. */

import { equalBytes } from '../../bytes.ts';
import {
  COMMIT_HASH_BYTES,
  COMMIT_MAC_BYTES,
  COMMIT_STAGED,
  type CommandApdu,
  encodeSlot,
  FILES,
  frameLogRecord,
  parseFci,
  parseLogRecord,
  parseSlot,
  parseState,
  STAGE_RECORD,
  STATE_BODY_BYTES_MAX,
  SW_CONDITIONS_NOT_SATISFIED,
  SW_INSTRUCTION_UNKNOWN,
  SW_SECURITY_NOT_SATISFIED,
  SW_WRONG_LENGTH,
  SW_WRONG_P1_P2,
  stateFileOf,
  unframeLogRecord,
} from '../../card/index.ts';
import { SIGNATURE_BYTES, suiteOf } from '../../crypto/index.ts';
import { OneCardError } from '../../errors/index.ts';
import { ATC_MAX, type CardContents } from '../contents.ts';
import { hasRole } from './access.ts';
import { settlementSignature } from './signing.ts';
import { done, refuse, type Situation, type Step, whole, wrongLe } from './step.ts';

const ANSWER_BYTES = 4 + SIGNATURE_BYTES;
const HEAD_BYTES = COMMIT_HASH_BYTES + COMMIT_MAC_BYTES;
/** Content of a log record. */
const RECORD_BYTES_MAX = 126;

/** Known to the cards alone that say so in their FCI. */
export function commitSettlement(command: CommandApdu, situation: Situation): Step {
  const { p1, p2, data, ne } = command;
  const { selection, contents, role } = situation;
  if (!isAtomic(contents)) return refuse(SW_INSTRUCTION_UNKNOWN);
  if ((p1 !== STAGE_RECORD && p1 !== COMMIT_STAGED) || p2 !== 0) return refuse(SW_WRONG_P1_P2);
  if (!hasRole(role, 'SETTLE')) return refuse(SW_SECURITY_NOT_SATISFIED);
  if (p1 === STAGE_RECORD) {
    const fits = data.length > 0 && data.length <= RECORD_BYTES_MAX && ne === 0;
    return fits ? done({ selection: { ...selection, staged: data } }) : refuse(SW_WRONG_LENGTH);
  }
  if (data.length <= HEAD_BYTES || data.length > HEAD_BYTES + STATE_BODY_BYTES_MAX) {
    return refuse(SW_WRONG_LENGTH);
  }
  if (ne < ANSWER_BYTES) return refuse(wrongLe(ANSWER_BYTES));
  return commitStaged(data, ne, situation);
}

function commitStaged(data: Uint8Array, ne: number, { selection, contents }: Situation): Step {
  const { staged, ...rest } = selection;
  const mac = data.slice(COMMIT_HASH_BYTES, HEAD_BYTES);
  const body = data.slice(HEAD_BYTES);
  const current = currentSlot(contents);
  if (!staged || !current || contents.atc === ATC_MAX || !follows(staged, body, contents)) {
    return refuse(SW_CONDITIONS_NOT_SATISFIED);
  }
  const { fid } = FILES[stateFileOf(current.slot === 'A' ? 'B' : 'A')];
  const slot = encodeSlot(body, mac, current.sequence + 1);
  return {
    selection: rest,
    change: {
      kind: 'settlement',
      record: frameLogRecord(staged),
      fid,
      slot,
      atc: contents.atc + 1,
    },
    answer: (after) => whole(settlementSignature(after, data.slice(0, COMMIT_HASH_BYTES)), ne),
  };
}

/** Whether log record and state speak of one settlement, the one after what the card holds. */
function follows(record: Uint8Array, body: Uint8Array, contents: CardContents): boolean {
  const suite = suiteOf(contents.suite);
  const log = orAbsent(() => parseLogRecord(record));
  const state = orAbsent(() => parseState(body));
  if (!log || !state) return false;
  const newest = newestLogHash(contents);
  return (
    state.sequence === (currentSlot(contents)?.sequence ?? -1) + 1 &&
    log.kind === 'pending' &&
    log.sequence === state.sequence &&
    log.attempt === state.attempt &&
    log.settlementId === state.settlementId &&
    equalBytes(state.logHash, suite.digest(record)) &&
    equalBytes(log.previousHash, newest.slice(0, log.previousHash.length))
  );
}

/** The slot with the higher sequence of those that were written whole. */
function currentSlot({
  files,
}: CardContents): { readonly slot: 'A' | 'B'; readonly sequence: number } | undefined {
  const slots = (['A', 'B'] as const).flatMap((slot) => {
    const file = stateFileOf(slot);
    const state = orAbsent(() => parseState(parseSlot(files.get(FILES[file].fid)!, file).body));
    return state ? [{ slot, sequence: state.sequence }] : [];
  });
  return slots.sort((a, b) => b.sequence - a.sequence)[0];
}

/** Digest of the newest record that is whole; zeros when there is none. */
function newestLogHash({ suite, log }: CardContents): Uint8Array {
  for (const record of log) {
    const content = orAbsent(() => {
      const bytes = unframeLogRecord(record);
      parseLogRecord(bytes);
      return bytes;
    });
    if (content) return suiteOf(suite).digest(content);
  }
  return new Uint8Array(32);
}

function isAtomic({ fci }: CardContents): boolean {
  return orAbsent(() => parseFci(fci))?.commit === 'atomic';
}

/** What the card was handed never throws here: what cannot be parsed is absent. */
function orAbsent<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}
