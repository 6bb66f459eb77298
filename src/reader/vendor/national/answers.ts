/** The fields of the answers, in their order. Names follow LD/T 32 and the drivers' documentation. */

import { textForm } from './fields.ts';

const HEX = /^(?:[0-9A-Fa-f]{2}){0,64}$/;
const ALGORITHM = /^\d{2}$/;

/** `iReadCardBas`: 卡基本信息. */
export const BASIC_FIELDS = [
  /** 行政区划代码, the first six digits of the card id. */
  { name: 'areaCode', form: /^\d{6}$/ },
  /** 社会保障号码. */
  { name: 'socialSecurityNumber', form: /^[0-9A-Za-z]{0,18}$/ },
  /** 卡号. */
  { name: 'cardNumber', form: /^[0-9A-Z]{1,9}$/ },
  /** 卡识别码. */
  { name: 'cardId', form: /^[0-9A-Fa-f]{32}$/ },
  /** 姓名: 30 bytes of GBK. */
  { name: 'name', form: textForm(0, 30) },
  /** 卡复位信息: historical bytes of the ATR. */
  { name: 'resetInfo', form: HEX },
  /** 规范版本. */
  { name: 'specificationVersion', form: /^\d\.\d{2}$/ },
  /** 发卡日期 and 卡有效期, YYYYMMDD. */
  { name: 'issuedOn', form: /^\d{8}$/ },
  { name: 'validUntil', form: /^\d{8}$/ },
  /** 终端机编号 of the PSAM and 终端设备号; empty where there is none. */
  { name: 'terminalNumber', form: /^[0-9A-Za-z]{0,20}$/ },
  { name: 'deviceNumber', form: textForm(0, 40) },
] as const;
export type BasicRecord = Readonly<Record<(typeof BASIC_FIELDS)[number]['name'], string>>;

/** `iReadCardBas_HSM_Step1`: what the HSM authenticates the card with. */
export const BASIC_STEP1_FIELDS = [
  { name: 'areaCode', form: /^\d{6}$/ },
  { name: 'resetInfo', form: HEX },
  { name: 'algorithm', form: ALGORITHM },
  { name: 'cardId', form: /^[0-9A-Fa-f]{32}$/ },
  { name: 'random1', form: HEX },
  { name: 'random2', form: HEX },
  { name: 'random3', form: HEX },
  { name: 'random4', form: HEX },
  { name: 'terminalNumber', form: /^[0-9A-Za-z]{0,20}$/ },
] as const;

/** Step 1 of reading, writing and of the PIN functions: an external authentication. */
export const AUTHENTICATION_FIELDS = [
  { name: 'algorithm', form: ALGORITHM },
  { name: 'keyAddress', form: /^[0-9A-Za-z]{1,32}$/ },
  { name: 'diversifier', form: HEX },
  { name: 'random', form: HEX },
] as const;

/** `iReloadPIN_HSM_Step2`: the command that sets the new PIN, for the HSM to protect. */
export const RELOAD_STEP2_FIELDS = [
  { name: 'algorithm', form: ALGORITHM },
  { name: 'keyAddress', form: /^[0-9A-Za-z]{1,32}$/ },
  { name: 'processFactor', form: HEX },
  { name: 'commandHeader', form: HEX },
  { name: 'newPin', form: /^[0-9A-Fa-f]{1,16}$/ },
] as const;

/** `iDoDebit_HSM_Step1`: what MAC1 is made of; the parts stand in the order in which it takes them. */
export const DEBIT_STEP1_FIELDS = [
  { name: 'algorithm', form: ALGORITHM },
  { name: 'keyAddress', form: /^[0-9A-Za-z]{1,32}$/ },
  { name: 'random', form: HEX },
  { name: 'counter', form: HEX },
  { name: 'macPart1', form: HEX },
  { name: 'macPart2', form: HEX },
  { name: 'macPart3', form: HEX },
  { name: 'dateTime', form: HEX },
] as const;

/** No source names the fields of a debit's answer, of its records or of unblocking: counted, not named. */
export const UNNAMED_FIELDS = { min: 1, max: 64 } as const;
