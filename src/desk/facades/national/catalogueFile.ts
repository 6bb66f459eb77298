/**
 * 1301, 1302, 1303, 1305, 1306 目录下载, 1312 医保目录, 1318 限价, 1319 先行自付比例: the catalogue of the
 * county of treatment as files. Columns that the catalogue does not know are not made up
 * (docs/desk-national.md lists those that are there).
 */

import { MEMBER_CATEGORIES, PROVIDER_LEVELS } from '../../../model/index.ts';
import { unitPriceText } from '../../../money.ts';
import type { CatalogueItem } from '../../../terminal/deskParts.ts';
import { chinaDate } from '../../../time.ts';
import { ExactDecimal, type ExactOutput } from '../shared/exactJson.ts';
import { CHARGE_LEVELS, chargeTypeOf } from './codes.ts';
import { shareText } from './feeLines.ts';
import { fileOutput, rowsText } from './files.ts';
import type { Office, Transaction } from './office.ts';

type Row = readonly (string | undefined)[];
type RowsOf = (item: CatalogueItem, office: Office) => readonly Row[];

const ofKinds =
  (...kinds: readonly (CatalogueItem['kind'] | 'other')[]): RowsOf =>
  (item, office) =>
    kinds.includes(item.kind ?? 'other') ? [itemRow(item, office)] : [];

/** med_list_codg, name, chrgitm_lv, selfpay_prop, bas_medn_flag, lmt_used_flag, med_chrgitm_type, begndate, enddate, ver. */
function itemRow(item: CatalogueItem, { desk }: Office): Row {
  return [
    item.code,
    item.name.zh,
    CHARGE_LEVELS[item.benefitClass],
    selfPayText(item),
    item.isEssential ? '1' : '0',
    item.restriction ? '1' : '0',
    chargeTypeOf(item),
    item.from,
    item.until,
    desk.equipment.catalogue.reference.version,
  ];
}

function selfPayText({ benefitClass, selfPayFirst }: CatalogueItem): string {
  return benefitClass === 'C' ? '1.0000' : shareText(selfPayFirst);
}

/** hilist_code, hilist_lmtpric_type (level), insu_admdvs, begndate, enddate, hilist_pric_uplmt_amt, vali_flag. */
const ceilingRows: RowsOf = (item, { provider }) =>
  PROVIDER_LEVELS.flatMap((level) => {
    const ceiling = item.ceilings?.[level];
    if (ceiling === undefined) return [];
    return [
      [item.code, level, provider.county, item.from, item.until, unitPriceText(ceiling), '1'],
    ];
  });

/** hilist_code, selfpay_prop_psn_type, insu_admdvs, begndate, enddate, selfpay_prop, vali_flag. */
const shareRows: RowsOf = (item, { desk, provider }) => {
  const { catalogue, clock, counties } = desk.equipment;
  const today = chinaDate(clock.now());
  return [...counties.keys()].flatMap((region) =>
    MEMBER_CATEGORIES.map((personType) => {
      const circumstances = { region, personType, date: item.from ?? today, level: provider.level };
      const terms = catalogue.termsFor({ itemCode: item.code }, circumstances);
      const share = terms ? shareText(terms.selfPayShare) : selfPayText(item);
      return [item.code, personType, region, item.from, item.until, share, '1'];
    }),
  );
};

const FILES: Readonly<Record<string, RowsOf>> = {
  '1301': ofKinds('drug'),
  '1302': ofKinds('herb'),
  '1303': ofKinds('preparation'),
  '1305': ofKinds('service', 'examination', 'bed'),
  '1306': ofKinds('material'),
  '1312': (item, office) => [itemRow(item, office)],
  '1318': ceilingRows,
  '1319': shareRows,
};
export const CATALOGUE_FILES = Object.keys(FILES);

export const downloadCatalogue: Transaction = {
  scope: 'read',
  isReading: true,
  run(message, office): ExactOutput {
    const { catalogue } = office.desk.equipment;
    const { version } = catalogue.reference;
    const asked = message.input.record().optional('ver', 40);
    const rowsOf = FILES[message.infno]!;
    const isNew = asked !== version;
    const items = isNew ? [...catalogue.periods()] : [];
    const rows = items.flatMap((item) => rowsOf(item, office));
    const { dld_endtime, ...file } = fileOutput(
      `${message.infno}_${version}.txt`,
      rowsText(rows),
      message,
      office,
    );
    return { ...file, dld_end_time: dld_endtime, data_cnt: new ExactDecimal(String(rows.length)) };
  },
};
