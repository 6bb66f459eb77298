/** 报文头: what surrounds every transaction, coming and going. */

import { OneCardError } from '../../../errors/index.ts';
import type { BillFields } from '../../../model/index.ts';
import type { Instant } from '../../../time.ts';
import type { DeskCall } from '../../routes.ts';
import { ExactDecimal, type ExactOutput, type ExactValue, exactJson } from '../shared/exactJson.ts';
import { Fields } from './fields.ts';
import { compactTime } from './numbers.ts';

/** A message whose envelope was looked at. */
export interface Message {
  readonly infno: string;
  readonly msgid: string;
  /** 参保地, where the message gives it. */
  readonly home?: string;
  readonly operator: string;
  readonly signNo?: string;
  readonly input: Fields;
  readonly receivedAt: Instant;
  readonly call: DeskCall<string>;
  /** It came before, and was cut off before its answer was kept. */
  readonly isRepeat: boolean;
  /** What tells it from another under the same number: not when it was sent, nor in which sign-in. */
  readonly content: ExactOutput;
}

const INFNO = /^\d{4}[A-Z]?$/;
const MSGID = /^[0-9A-Z]{12}\d{18}$/;
const AREA = /^\d{6}$/;

/** @throws OneCardError `national.field-wrong`, `national.other-institution` */
export function readEnvelope(
  body: ExactValue,
  provider: BillFields['provider'],
  { call, receivedAt }: Pick<Message, 'call' | 'receivedAt'>,
): Message {
  const head = Fields.of(body, '');
  const infno = head.code('infno', INFNO, '四位交易编码');
  const msgid = head.code('msgid', MSGID, '30 位：机构编码、yyyyMMddHHmmss、四位流水');
  const area = head.code('mdtrtarea_admvs', AREA, '六位区划代码');
  const home = head.optional('insuplc_admdvs');
  if (home !== undefined && !AREA.test(home)) throw head.wrong('insuplc_admdvs', '六位区划代码');
  const code = head.text('fixmedins_code', 12);
  if (code !== provider.code) throw otherInstitution('fixmedins_code');
  if (!msgid.startsWith(code)) throw head.wrong('msgid', '前 12 位为机构编码');
  if (area !== provider.county) throw otherInstitution('mdtrtarea_admvs');
  head.code('infver', /^V?1\.\d$/i, 'V1.0');
  head.code('opter_type', /^[123]$/, '1 经办人、2 自助、3 移动');
  const operator = head.text('opter', 30);
  head.text('opter_name', 50);
  head.text('fixmedins_name');
  head.day('inf_time');
  const signNo = head.optional('sign_no', 30);
  const input = head.fields('input');
  const [transaction] = /^\d{4}/.exec(infno)!;
  return {
    infno: transaction,
    msgid,
    ...(home === undefined ? {} : { home }),
    operator,
    ...(signNo === undefined ? {} : { signNo }),
    input,
    receivedAt,
    call,
    isRepeat: false,
    content: {
      infno: transaction,
      home: home ?? '',
      input: (body as { input: ExactOutput }).input,
    },
  };
}

/** What every answer carries. */
export interface AnswerFields {
  readonly infcode: 0 | -1;
  readonly reference: string;
  readonly receivedAt: Instant;
  readonly answeredAt: Instant;
  readonly error: string;
  readonly output: ExactOutput;
}

/** The answer without its signature. */
export function answerEnvelope(of: AnswerFields): Readonly<Record<string, ExactOutput>> {
  return {
    infcode: new ExactDecimal(String(of.infcode)),
    inf_refmsgid: of.reference,
    refmsg_time: compactTime(of.receivedAt),
    respond_time: compactTime(of.answeredAt),
    err_msg: of.error,
    output: of.output,
  };
}

/** Fields in a fixed order, so that a repetition that orders them otherwise is the same message. */
export function canonicalText(value: ExactOutput): string {
  return exactJson(sorted(value));
}

function sorted(value: ExactOutput): ExactOutput {
  if (Array.isArray(value)) return (value as readonly ExactOutput[]).map(sorted);
  if (typeof value !== 'object' || value === null || !isRecord(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, each && sorted(each)]));
}

function isRecord(value: object): value is { readonly [name: string]: ExactOutput | undefined } {
  return Object.getPrototypeOf(value) === Object.prototype;
}

function otherInstitution(field: string): OneCardError {
  return new OneCardError('national.other-institution', { field });
}
