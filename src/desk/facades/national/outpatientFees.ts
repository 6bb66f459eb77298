/** 2204 门诊费用明细上传, 2205 门诊费用明细撤销. */

import { OneCardError } from '../../../errors/index.ts';
import { chinaDate } from '../../../time.ts';
import { checkedLines, keptLine, lineOutput, sentLine, splitOf } from './feeLines.ts';
import type { Office, Transaction } from './office.ts';
import type { KeptVisit } from './records.ts';
import { ALL, assertNoneOpen, assertOpen, freeLines, visitOf } from './visit.ts';

export const uploadFees: Transaction = {
  scope: 'settle',
  run(message, office) {
    const rows = message.input.rows('feedetail');
    const [first] = rows;
    if (!first) throw message.input.wrong('feedetail', '至少一条');
    const { id } = visitOf(message, first, 'outpatient', office);
    return office.inTurn(id, async () => {
      const visit = visitOf(message, first, 'outpatient', office);
      assertOpen(visit);
      assertNoneOpen(visit);
      for (const row of rows) {
        const isSame = row.text('mdtrt_id', 30) === id && row.text('psn_no', 30) === visit.person;
        if (!isSame) throw row.wrong('mdtrt_id', '一个报文只传一次就诊的明细');
      }
      const sent = rows.map((row) => sentLine(row, visit, office));
      const lines = checkedLines(sent);
      assertNew(visit, sent);
      const today = chinaDate(message.receivedAt);
      lines.forEach(({ chargedOn }, at) => {
        const isWithin = chargedOn >= visit.begunOn && chargedOn <= today;
        if (!isWithin) throw rows[at]!.wrong('fee_ocur_time', `${visit.begunOn} 至 ${today}`);
      });
      const split = splitOf(lines, visit, today, office);
      const kept = sent.map((each, at) => keptLine(each, split[at]!));
      office.records.put('visit', id, { ...visit, lines: [...visit.lines, ...kept] });
      return { result: lines.map((line, at) => lineOutput(sent[at]!.serial, line, split[at]!)) };
    });
  },
};

/** @throws OneCardError `national.lines-refused` for a serial that stands in the visit */
export function assertNew(visit: KeptVisit, sent: readonly { readonly serial: string }[]): void {
  const known = new Set(visit.lines.map(({ serial }) => serial));
  const again = sent.find(({ serial }) => known.has(serial));
  if (!again) return;
  const why = `明细 ${again.serial} 已上传；更改请先撤销`;
  throw new OneCardError('national.lines-refused', { why });
}

export const voidFees: Transaction = {
  scope: 'settle',
  async run(message, office: Office) {
    const asked = message.input.record();
    const { id } = visitOf(message, asked, 'outpatient', office);
    await office.inTurn(id, async () => {
      const visit = visitOf(message, asked, 'outpatient', office);
      assertNoneOpen(visit);
      const batch = asked.text('chrg_bchno', 30);
      const gone = new Set(freeLines(visit, batch).map(({ line }) => line.lineId));
      if (gone.size === 0 && batch !== ALL) throw asked.wrong('chrg_bchno', '没有未结算的该批明细');
      const lines = visit.lines.filter(({ line }) => !gone.has(line.lineId));
      const voided = visit.lines.filter(({ line }) => gone.has(line.lineId));
      office.records.put('visit', id, {
        ...visit,
        lines,
        voided: [...(visit.voided ?? []), ...voided.map(({ serial }) => serial)],
      });
    });
    return null;
  },
};
