/** 居民健康卡 DF01: addresses, contacts, background, and documents of the holder, the scheme's number among them. */

import { field, type RecordFile } from './table.ts';

const directory = 'DDF1/DF01';

/** 地址信息 */
export const RH_ADDRESSES: RecordFile = {
  directory,
  fid: 0xef05,
  sfi: 5,
  access: 'key',
  fields: [
    field(21, 'address-class-1', 'digits', 1, '地址类别 1', 'class of address 1'),
    field(22, 'address-1', 'text', 100, '地址 1', 'address 1'),
    field(23, 'address-class-2', 'digits', 1, '地址类别 2', 'class of address 2'),
    field(24, 'address-2', 'text', 100, '地址 2', 'address 2'),
  ],
};

/** 联系人信息 */
export const RH_CONTACTS: RecordFile = {
  directory,
  fid: 0xef06,
  sfi: 6,
  access: 'key',
  fields: [1, 2, 3].flatMap((person) => {
    const tag = 22 + 3 * person;
    return [
      field(tag, `contact-${person}`, 'text', 30, `联系人姓名 ${person}`, `contact ${person}`),
      field(
        tag + 1,
        `relation-${person}`,
        'digits',
        1,
        `联系人关系 ${person}`,
        `relation of contact ${person}`,
      ),
      field(
        tag + 2,
        `contact-phone-${person}`,
        'text',
        20,
        `联系人电话 ${person}`,
        `phone of contact ${person}`,
      ),
    ];
  }),
};

/** 职业婚姻信息 */
export const RH_BACKGROUND: RecordFile = {
  directory,
  fid: 0xef07,
  sfi: 7,
  access: 'key',
  fields: [
    field(34, 'education', 'digits', 1, '文化程度代码', 'education'),
    field(35, 'marriage', 'digits', 1, '婚姻状况代码', 'marital status'),
    field(36, 'occupation', 'text', 3, '职业代码', 'occupation'),
  ],
};

/** 证件记录信息 */
export const RH_DOCUMENTS: RecordFile = {
  directory,
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
