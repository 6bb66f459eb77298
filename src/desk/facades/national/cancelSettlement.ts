/** 2208 门诊结算撤销. */

import { statementOutput } from './attempt.ts';
import { setlIdOf } from './numbers.ts';
import { noteVisit, type Transaction } from './office.ts';
import { takeBack } from './reversing.ts';
import { notNow, visitOf, withAttempt } from './visit.ts';

export const cancelSettlement: Transaction = {
  scope: 'reverse',
  isKnownForEver: true,
  run(message, office) {
    const asked = message.input.record();
    const { id } = visitOf(message, asked, 'outpatient', office);
    return office.inTurn(id, async () => {
      const visit = visitOf(message, asked, 'outpatient', office);
      const number = asked.text('setl_id', 30);
      const attempt = visit.attempts.find(
        ({ settlement }) => settlement && setlIdOf(settlement) === number,
      );
      if (!attempt?.settlement) throw asked.wrong('setl_id', '该就诊没有这笔结算');
      const isOwn = attempt.reversedBy === message.msgid;
      if (attempt.state === 'reversed' && !isOwn) {
        throw notNow(`该结算已由报文 ${attempt.reversedBy} 撤销`);
      }
      noteVisit(message, id, office);
      await takeBack(attempt.settlement, message, office);
      const { quoted: _, ...rest } = visit;
      const changed = { ...attempt, state: 'reversed', reversedBy: message.msgid } as const;
      office.records.put('visit', id, withAttempt(rest, changed));
      return statementOutput(visit, attempt, message, office, true);
    });
  },
};
