/** 2208 门诊结算撤销, 2305 住院结算撤销. */

import { statementOutput } from './attempt.ts';
import type { Message } from './envelope.ts';
import { releaseStayBill } from './inpatientCancel.ts';
import { setlIdOf } from './numbers.ts';
import { noteVisit, type Office, type Transaction } from './office.ts';
import type { Attempt, KeptVisit } from './records.ts';
import { assertNotRefunded, takeBack } from './reversing.ts';
import { assertNoneOpen, notNow, visitOf, withAttempt } from './visit.ts';

type Undo = (visit: KeptVisit, attempt: Attempt, message: Message, office: Office) => Promise<void>;

function cancelling(kind: KeptVisit['kind'], undo: Undo): Transaction {
  return {
    scope: 'reverse',
    isKnownForEver: true,
    run(message, office) {
      const asked = message.input.record();
      const { id } = visitOf(message, asked, kind, office);
      return office.inTurn(id, async () => {
        const visit = visitOf(message, asked, kind, office);
        const number = asked.text('setl_id', 30);
        const attempt = visit.attempts.find(
          ({ settlement }) => settlement && setlIdOf(settlement) === number,
        );
        if (!attempt) throw asked.wrong('setl_id', '该就诊没有这笔结算');
        const isOwn = attempt.reversedBy === message.msgid;
        if (attempt.state === 'reversed' && !isOwn) {
          throw notNow(`该结算已由报文 ${attempt.reversedBy} 撤销`);
        }
        assertNotRefunded(attempt.settlement, office);
        await undo(visit, attempt, message, office);
        const { quoted: _, ...rest } = visit;
        const changed = { ...attempt, state: 'reversed', reversedBy: message.msgid } as const;
        office.records.put('visit', id, withAttempt(rest, changed));
        return statementOutput(visit, attempt, message, office, true);
      });
    },
  };
}

export const cancelSettlement = cancelling('outpatient', (visit, attempt, message, office) => {
  noteVisit(message, visit.id, office, attempt.settlement);
  return takeBack(attempt.settlement!, message, office);
});

/** A stay's settlements are taken back from the last one on: each goes on from the sums of those before it. */
export const cancelStaySettlement = cancelling('inpatient', (visit, attempt, message, office) => {
  assertNoneOpen(visit);
  const later = visit.attempts.some(
    ({ state, ordinal }) => state === 'settled' && ordinal > attempt.ordinal,
  );
  if (later) throw notNow('请先撤销在它之后的结算');
  noteVisit(message, visit.id, office, attempt.settlement);
  return releaseStayBill(visit, attempt, message, office);
});
