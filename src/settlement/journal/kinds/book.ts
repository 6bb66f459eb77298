/** Entries that speak of the whole book: printed again, a day locked, a head signed, a year carried over. */

import type {
  AmountsByPayer,
  JournalHead,
  SamId,
  SettlementId,
  TerminalId,
} from '../../../model/index.ts';
import type { Amount } from '../../../money.ts';
import type { PlainDate } from '../../../time.ts';
import type { Matter } from '../matters.ts';

/** A receipt was printed again. */
export interface ReprintedFields {
  /** 1 for the first copy. */
  readonly copyNumber: number;
  readonly operator: string;
}

/** Locks a day: every side was compared and signed off. */
export interface DayClosedFields {
  readonly date: PlainDate;
  readonly settlementCount: number;
  readonly reversalCount: number;
  /** Settlements less reversals; below zero where more was taken back. */
  readonly total: Amount;
  readonly byPayer: AmountsByPayer;
  /** Of all pairs of sides. */
  readonly differenceCount: number;
  /** 32 bytes: digest of what every side said. */
  readonly comparison: Uint8Array;
  /** Why it was signed off all the same, where there were differences. */
  readonly accepted?: string;
  readonly operator: string;
}

/** A head of this journal under a signature. */
export interface CheckpointFields {
  /** The entry that it speaks of, whose hash covers everything up to it. */
  readonly head: JournalHead;
  /** The module that signed; absent for a key of the terminal's own. */
  readonly samId?: SamId;
  /** COSE_Key bytes. */
  readonly publicKey: Uint8Array;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
}

/** First entry of a file that continues another one. */
export interface CarriedOverFields {
  readonly terminalId: TerminalId;
  /** The year that the file before it ends with. */
  readonly year: number;
  /** Name of that file, in the same folder. */
  readonly predecessor: string;
  /** Its last entry. */
  readonly head: JournalHead;
  /** What was open at its end, by the entry that opened it. */
  readonly open: readonly {
    readonly settlementId: SettlementId;
    readonly matter: Matter;
    readonly opened: number;
  }[];
}
