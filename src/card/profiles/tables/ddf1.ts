/** 居民健康卡 DDF1 (WS/T 543 as public drivers read it); tags are decimal in the standard. */

import { field, type RecordFile } from './table.ts';

const directory = 'DDF1';

/** 发卡机构基本数据. The certificate is checked by a SAM, not here. */
export const DDF1_ISSUER: RecordFile = {
  directory,
  fid: 0xef05,
  sfi: 5,
  access: 'free',
  fields: [
    field(1, 'class', 'code', 1, '卡的类别', 'class of card'),
    field(2, 'specification', 'text', 4, '规范版本', 'version of the specification'),
    field(3, 'issuer-name', 'text', 30, '发卡机构名称', 'issuer'),
    field(4, 'issuer', 'digits', 11, '发卡机构代码', 'code of the issuer'),
    field(5, 'issuer-certificate', 'bytes', 180, '发卡机构证书', 'certificate of the issuer'),
    field(6, 'issued-on', 'date', 4, '发卡时间', 'issued on'),
    field(8, 'card-number', 'text', 18, '卡号', 'card number'),
    field(9, 'security-code', 'bytes', 3, '安全码', 'security code'),
    field(10, 'chip', 'bytes', 10, '芯片序列号', 'serial number of the chip'),
    field(57, 'city', 'digits', 3, '应用城市代码', 'area of the application'),
  ],
};

/** 持卡人基本信息数据, after the key of the application. */
export const DDF1_HOLDER: RecordFile = {
  directory,
  fid: 0xef06,
  sfi: 6,
  access: 'key',
  fields: [
    field(11, 'name', 'text', 30, '姓名', 'name'),
    field(12, 'sex', 'code', 1, '性别', 'sex'),
    field(13, 'nation', 'digits', 1, '民族', 'nationality'),
    field(14, 'born-on', 'date', 4, '出生日期', 'born on'),
    field(15, 'identity-number', 'text', 18, '居民身份证号', 'identity number'),
  ],
};

/** 扩展信息: validity, phones, how the holder pays for treatment. */
export const DDF1_EXTENSION: RecordFile = {
  directory,
  fid: 0xef08,
  sfi: 8,
  access: 'key',
  fields: [
    field(7, 'expires-on', 'date', 4, '卡有效期', 'valid until'),
    field(16, 'phone-1', 'text', 20, '本人电话 1', 'phone 1'),
    field(17, 'phone-2', 'text', 20, '本人电话 2', 'phone 2'),
    field(18, 'payment-1', 'code', 1, '医疗费用支付方式 1', 'payment of treatment 1'),
    field(19, 'payment-2', 'code', 1, '医疗费用支付方式 2', 'payment of treatment 2'),
    field(20, 'payment-3', 'code', 1, '医疗费用支付方式 3', 'payment of treatment 3'),
  ],
};
