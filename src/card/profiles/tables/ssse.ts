/** The social-security application itself (LD/T 32 as public personalisation code writes it). */

import { field, type RecordFile } from './table.ts';

/** 发卡机构数据 */
export const SSSE_ISSUER: RecordFile = {
  directory: 'SSSE',
  fid: 0xef05,
  sfi: 5,
  access: 'free',
  fields: [
    field(0x01, 'card-id', 'bytes', 16, '卡识别码', 'card identification'),
    field(0x02, 'class', 'code', 1, '卡类别', 'class of card'),
    field(0x03, 'specification', 'text', 4, '规范版本', 'version of the specification'),
    field(0x04, 'issuer', 'bytes', 12, '初始化机构编号', 'initialising body'),
    field(0x05, 'issued-on', 'date', 4, '发卡日期', 'issued on'),
    field(0x06, 'expires-on', 'date', 4, '卡有效期', 'valid until'),
    field(0x07, 'card-number', 'text', 9, '卡号', 'card number'),
  ],
};

/** 持卡人基本信息. Version 3.00 asks for RKsSSE before the name. */
export const SSSE_HOLDER: RecordFile = {
  directory: 'SSSE',
  fid: 0xef06,
  sfi: 6,
  access: 'free',
  fields: [
    field(0x08, 'identity-number', 'text', 18, '社会保障号码', 'social-security number'),
    field(0x09, 'name', 'text-part', 30, '姓名', 'name'),
    field(0x4e, 'name-extension', 'text-part', 20, '姓名扩展', 'name, continued'),
    field(0x0a, 'sex', 'code', 1, '性别', 'sex'),
    field(0x0b, 'nation', 'digits', 1, '民族', 'nationality'),
    field(0x0c, 'birth-place', 'digits', 3, '出生地', 'place of birth'),
    field(0x0d, 'born-on', 'date', 4, '出生日期', 'born on'),
  ],
};
