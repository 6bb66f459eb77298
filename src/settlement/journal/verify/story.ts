/** Whether what the entries say fits together: an intent before every end, and proof under every settlement. */

import { suiteOfKey, verifySettlement } from '../../../crypto/index.ts';
import { OneCardError } from '../../../errors/index.ts';
import type {
  SettlementId,
  SettlementStatement,
  SignedSettlementFields,
} from '../../../model/index.ts';
import type { JournalEntry } from '../entry.ts';
import { disagreement, stateSame } from '../intent.ts';
import type { FindingList, FindingName } from './findings.ts';

interface OpenIntent {
  readonly sequence: number;
  readonly statement: SettlementStatement;
}

export class StoryCheck {
  readonly #findings: FindingList;
  /** Only what is open at this point of the walk: a long journal has few. */
  readonly #open = new Map<SettlementId, OpenIntent>();

  constructor(findings: FindingList) {
    this.#findings = findings;
  }

  follow(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'intent':
        this.#intent(entry);
        break;
      case 'settled':
        this.#settled(entry);
        break;
      case 'declined':
      case 'voided':
        if (!this.#open.delete(entry.id)) this.#add('closed-without-intent', entry.sequence);
        break;
    }
  }

  #intent(entry: JournalEntry<'intent'>): void {
    const { id, sequence, statement } = entry;
    this.#checkContents(entry, statement);
    if (this.#open.has(id)) this.#add('intent-twice', sequence);
    this.#open.set(id, { sequence, statement });
  }

  #settled(entry: JournalEntry<'settled'>): void {
    const { id, sequence, signed } = entry;
    this.#checkContents(entry, signed.statement);
    const intent = this.#open.get(id);
    this.#open.delete(id);
    if (!intent) this.#add('settled-without-intent', sequence);
    else if (!stateSame(intent.statement, signed.statement)) {
      this.#findings.add('statement-differs', { sequence, intent: intent.sequence });
    }
    const failed = failedChecks(signed);
    if (failed.length > 0) {
      this.#findings.add('bad-signature', { sequence, failed: failed.join(' ') });
    }
  }

  /** The signatures cover the statement alone; the rest must be what the statement speaks of. */
  #checkContents(entry: JournalEntry<'intent' | 'settled'>, statement: SettlementStatement): void {
    const { id, sequence, adjudication, bill, holder } = entry;
    if (statement.id !== id) this.#add('id-differs', sequence);
    const field = disagreement({ adjudication, bill, holder, statement });
    if (field !== undefined) this.#findings.add('contents-disagree', { sequence, field });
  }

  #add(name: FindingName, sequence: number): void {
    this.#findings.add(name, { sequence });
  }
}

/** A key that is none proves nothing: it is reported, not thrown. */
function failedChecks(signed: SignedSettlementFields): readonly string[] {
  try {
    const verification = verifySettlement(signed, suiteOfKey(signed.cardKey));
    return verification.outcome === 'valid' ? [] : verification.failed;
  } catch (error) {
    if (error instanceof OneCardError) return [error.code];
    throw error;
  }
}
