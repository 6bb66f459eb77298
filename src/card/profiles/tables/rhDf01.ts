/** 居民健康卡 DF01: documents of the holder, the scheme's number among them. */

import { field, type RecordFile } from './table.ts';

/** 证件记录信息 */
export const RH_DOCUMENTS: RecordFile = {
  directory: 'DDF1/DF01',
  fid: 0xef08,
  sfi: 8,
  access: 'key',
  fields: [
    field(37, 'document-class', 'digits', 1, '证件类别', 'class of document'),
    field(38, 'document-number', 'text', 18, '证件号码', 'number of the document'),
    field(39, 'health-file', 'text', 17, '健康档案编号', 'number of the health file'),
    field(40, 'scheme-number', 'text', 18, '新农合证（卡）号', 'number in the scheme'),
  ],
};
