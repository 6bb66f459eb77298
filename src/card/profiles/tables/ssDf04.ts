/** 医疗保险应用 DF04 of a social-security card, AID D15600000503. */

import { type CyclicFile, field, type RecordFile } from './table.ts';

const directory = 'DF04';

/** 医疗保险基本信息. Names that no source gives are the tag's. */
export const DF04_BASIC: RecordFile = {
  directory,
  fid: 0xef05,
  sfi: 5,
  access: 'key',
  fields: [
    field(0x81, 'tag-81', 'text', 8, '标签 81', 'tag 81'),
    field(0x84, 'tag-84', 'digits', 3, '标签 84', 'tag 84'),
    field(0x87, 'tag-87', 'text', 17, '标签 87', 'tag 87'),
    field(0x80, 'tag-80', 'date', 4, '标签 80', 'tag 80'),
    field(0x8a, 'tag-8A', 'text', 15, '标签 8A', 'tag 8A'),
    ...[0x83, 0x86, 0x89, 0x7d, 0x7e, 0x7f, 0x8d, 0x8e].map((tag) => {
      const name = tag.toString(16).toUpperCase();
      return field(tag, `tag-${name}`, 'text', 9, `标签 ${name}`, `tag ${name}`);
    }),
    field(0x8f, 'tag-8F', 'code', 1, '标签 8F', 'tag 8F'),
  ],
};

/** 临时脱机结算 */
export const DF04_OFFLINE: RecordFile = {
  directory,
  fid: 0xef06,
  sfi: 6,
  access: 'key',
  fields: [
    field(0x90, 'offline-state', 'code', 1, '脱机结算标志', 'off-line settlement'),
    field(0x92, 'offline-amount', 'number', 4, '脱机结算金额', 'off-line amount'),
    field(0x93, 'offline-code', 'text', 2, '脱机结算代码', 'off-line code'),
  ],
};

/** 交易明细: 30 records, 10 on cards of version 1. */
export const DF04_DETAILS: CyclicFile = {
  directory,
  fid: 0xef08,
  sfi: 8,
  access: 'key',
  recordCount: 30,
  parts: [
    { name: 'part-1', form: 'bytes', bytes: 2, label: { zh: '第 1 项', en: 'part 1' } },
    { name: 'part-2', form: 'code', bytes: 1, label: { zh: '第 2 项', en: 'part 2' } },
    { name: 'part-3', form: 'digits', bytes: 6, label: { zh: '第 3 项', en: 'part 3' } },
    { name: 'part-4', form: 'digits', bytes: 7, label: { zh: '第 4 项', en: 'part 4' } },
    { name: 'part-5', form: 'number', bytes: 4, label: { zh: '第 5 项', en: 'part 5' } },
    { name: 'part-6', form: 'number', bytes: 4, label: { zh: '第 6 项', en: 'part 6' } },
    { name: 'part-7', form: 'number', bytes: 4, label: { zh: '第 7 项', en: 'part 7' } },
  ],
};

/** 特殊结算: 8 records. */
export const DF04_SPECIAL: CyclicFile = {
  directory,
  fid: 0xef15,
  sfi: 21,
  access: 'key',
  recordCount: 8,
  parts: [
    { name: 'part-1', form: 'bytes', bytes: 2, label: { zh: '第 1 项', en: 'part 1' } },
    { name: 'part-2', form: 'code', bytes: 1, label: { zh: '第 2 项', en: 'part 2' } },
  ],
};
