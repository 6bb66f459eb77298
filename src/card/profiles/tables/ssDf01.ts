/** 公共应用 DF01 of a social-security card. Tags whose length no source gives are left out. */

import { field, type RecordFile } from './table.ts';

const directory = 'DF01';

/** 户籍 */
export const DF01_HOUSEHOLD: RecordFile = {
  directory,
  fid: 0xef05,
  sfi: 5,
  access: 'key',
  fields: [
    field(0x20, 'household-class', 'text', 2, '户口性质', 'class of household'),
    field(0x21, 'household-address', 'text', 80, '户口所在地地址', 'household address'),
  ],
};

/** 常住地 */
export const DF01_RESIDENCE: RecordFile = {
  directory,
  fid: 0xef06,
  sfi: 6,
  access: 'key',
  fields: [
    field(0x23, 'residence', 'text', 80, '常住地地址', 'address of residence'),
    field(0x24, 'residence-area', 'digits', 3, '常住地区划', 'area of residence'),
    field(0x28, 'phone', 'text', 15, '联系电话', 'phone'),
  ],
};

/** 单位 */
export const DF01_EMPLOYER: RecordFile = {
  directory,
  fid: 0xef09,
  sfi: 9,
  access: 'key',
  fields: [
    field(0x2e, 'employer', 'text', 70, '单位名称', 'employer'),
    field(0x30, 'employer-code', 'text', 9, '组织机构代码', 'code of the employer'),
  ],
};
