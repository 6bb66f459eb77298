/** 3301 目录对照上传, 3302 目录对照撤销: which national item a hospital's own code stands for. */

import { OneCardError } from '../../../errors/index.ts';
import type { PlainDate } from '../../../time.ts';
import type { Message } from './envelope.ts';
import type { Fields } from './fields.ts';
import type { Office, Transaction } from './office.ts';

export const mapItems: Transaction = {
  scope: 'settle',
  run({ input }, office) {
    const { desk, provider, records } = office;
    const rows = rowsOf(input).map((row) => {
      const hospitalCode = row.text('fixmedins_hilist_id', 150);
      const code = row.text('med_list_codg', 50);
      const from = row.day('begndate');
      const until = row.optionalDay('enddate');
      if (until !== undefined && until < from) throw row.wrong('enddate', '不早于 begndate');
      const { catalogue } = desk.equipment;
      if (!catalogue.itemOn(code, from)) throw row.wrong('med_list_codg', '目录中没有该项目');
      const published = catalogue.codeOf(provider.code, hospitalCode, from);
      if (published !== undefined && published !== code) {
        throw row.wrong('med_list_codg', `县目录已对照为 ${published}`);
      }
      const kind = row.text('list_type', 30);
      return { hospitalCode, record: { kind, code, from, ...(until && { until }) } };
    });
    for (const { hospitalCode, record } of rows) records.put('mapping', hospitalCode, record);
    return null;
  },
};

export const unmapItems: Transaction = {
  scope: 'settle',
  run({ input }, { records }) {
    const rows = rowsOf(input).map((row) => ({
      row,
      hospitalCode: row.text('fixmedins_hilist_id', 150),
      code: row.text('med_list_codg', 50),
    }));
    for (const { row, hospitalCode, code } of rows) {
      if (records.get('mapping', hospitalCode)?.code !== code) {
        throw row.wrong('fixmedins_hilist_id', '没有该对照');
      }
    }
    for (const { hospitalCode } of rows) records.remove('mapping', hospitalCode);
    return null;
  },
};

function rowsOf(input: Message['input']): readonly Fields[] {
  const rows = ['data', 'catalogcompin'].map((name) => input.rows(name));
  const found = rows.find((each) => each.length > 0);
  return found ?? [input];
}

export interface MappedLine {
  readonly itemCode: string;
  readonly hospitalItemCode: string;
  readonly chargedOn: PlainDate;
  readonly at: Fields;
}

/**
 * 串换: a hospital's code that stands for one item is not charged as another. The county's own table
 * comes first, then what 3301 handed in.
 * @throws OneCardError `national.lines-refused`
 */
export function assertMapped(line: MappedLine, { desk, provider, records }: Office): void {
  const { itemCode, hospitalItemCode, chargedOn, at } = line;
  const { catalogue } = desk.equipment;
  const published = catalogue.codeOf(provider.code, hospitalItemCode, chargedOn);
  const own = records.get('mapping', hospitalItemCode);
  const isOwnInForce =
    own && own.from <= chargedOn && (own.until === undefined || chargedOn <= own.until);
  const expected = published ?? (isOwnInForce ? own.code : undefined);
  if (expected === undefined || expected === itemCode) return;
  const why = `${at.path}.med_list_codg：院内编码 ${hospitalItemCode} 对照为 ${expected}`;
  throw new OneCardError('national.lines-refused', { why });
}
