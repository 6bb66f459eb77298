import { daysOf, type PlainDate } from '../../../time.ts';
import type { CatalogueItem } from '../../catalogue/catalogue.ts';
import { type Control, type Examination, type Observation, wholeLine } from '../finding.ts';

interface Done {
  readonly on: PlainDate;
  /** Where, for the one who reads the finding. */
  readonly where: string;
}

/**
 * 重复检查与检查结果互认: an examination whose report of the same group still holds. It holds on its
 * day and the days that follow, `repeatDays` in all. An examination that is itself a repetition
 * starts no new time.
 */
export const repeatedExamination: Control<'repeated-examination'> = {
  name: 'repeated-examination',
  needs: 'history',
  observe(examination, { acrossInstitutions }) {
    const done = earlier(examination, acrossInstitutions);
    const { bill, lines } = examination;
    const inOrder = lines
      .flatMap(({ line, terms }) =>
        terms?.item.usual?.repeatDays === undefined ? [] : [{ line, item: terms.item }],
      )
      .sort((a, b) => (orderOf(a.line) < orderOf(b.line) ? -1 : 1));
    const found: Observation[] = [];
    for (const { line, item } of inOrder) {
      const days = item.usual!.repeatDays!;
      const before = done.get(groupOf(item)) ?? [];
      const first = before.find(({ on }) => {
        const passed = daysOf(line.chargedOn) - daysOf(on);
        return passed >= 0 && passed < days;
      });
      if (!first) {
        const where = `${bill.provider.code} ${line.lineId}`;
        done.set(groupOf(item), [...before, { on: line.chargedOn, where }]);
        continue;
      }
      const facts = {
        group: groupOf(item),
        chargedOn: line.chargedOn,
        earlier: `${first.on} ${first.where}`,
        repeatDays: String(days),
      };
      found.push({
        line,
        ...wholeLine(
          line,
          facts,
          `${first.on} 已检查（${first.where}），${days} 天内结果互认`,
          `was examined on ${first.on} (${first.where}), a report that holds for ${days} days`,
        ),
      });
    }
    return found;
  },
};

function groupOf(item: CatalogueItem): string {
  return item.usual?.examinationGroup ?? item.code;
}

function orderOf({ chargedOn, lineId }: { readonly chargedOn: string; readonly lineId: string }) {
  return `${chargedOn} ${lineId}`;
}

/** Examinations of earlier visits by group. */
function earlier(
  { history, bill, catalogue }: Examination,
  acrossInstitutions: boolean,
): Map<string, Done[]> {
  const done = new Map<string, Done[]>();
  for (const visit of history!) {
    if (!acrossInstitutions && visit.provider !== bill.provider.code) continue;
    for (const { itemCode, chargedOn } of visit.lines) {
      const item = catalogue.itemOn(itemCode, chargedOn);
      if (item?.usual?.repeatDays === undefined) continue;
      const key = groupOf(item);
      const where = `${visit.provider} ${visit.billNumber}`;
      const all = done.get(key);
      if (all) all.push({ on: chargedOn, where });
      else done.set(key, [{ on: chargedOn, where }]);
    }
  }
  for (const [key, all] of done) {
    done.set(
      key,
      all.toSorted((a, b) => (`${a.on} ${a.where}` < `${b.on} ${b.where}` ? -1 : 1)),
    );
  }
  return done;
}
