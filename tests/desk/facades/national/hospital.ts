/** A hospital system that speaks the national interface to a listening service. */

import {
  type NationalOptions,
  nationalFacade,
} from '../../../../src/desk/facades/national/index.ts';
import type { DeskOptions } from '../../../../src/desk/index.ts';
import { chinaDate, chinaTimeText, type Instant } from '../../../../src/time.ts';
import { ask, post } from '../../support.ts';
import { HOLDER, outpatientDesk, PROVIDER } from '../world.ts';

export const PERSON = HOLDER.memberNumber;
export const HOME = '999001';

export async function hospital(
  options: Partial<DeskOptions> = {},
  more: Omit<NationalOptions, 'provider'> = {},
) {
  const module = nationalFacade({ provider: PROVIDER as NationalOptions['provider'], ...more });
  const at = await outpatientDesk({ modules: [module], ...options });
  const token = await programToken(at.desk);
  return { ...at, token, his: hisOf(at.desk, token, at.equipment.clock.now()) };
}

/** A program without an origin gets its token from the console. */
export async function programToken(
  desk: { readonly port: number; readonly consoleToken: string },
  scopes: readonly string[] = ['read', 'identity', 'settle', 'reverse'],
): Promise<string> {
  const granted = await post(
    desk,
    '/v1/grants',
    { name: 'HIS', scopes },
    { token: desk.consoleToken },
  );
  return granted.json.token;
}

type Json = Readonly<Record<string, unknown>>;

// biome-ignore lint/suspicious/noExplicitAny: a test looks at any field
type Answer = any;

/** Numbers of messages count up, whoever sends them. */
let count = 0;

/** A hospital system over one token. */
export function hisOf(desk: { readonly port: number }, token: string, now: Instant) {
  let signNo: string | undefined;
  const time = chinaTimeText(now);
  const today = chinaDate(now);

  function nextId(): string {
    count++;
    return `${PROVIDER.code}${time.replaceAll(/\D/g, '')}${String(count).padStart(4, '0')}`;
  }

  function envelope(infno: string, input: Json, more: Json = {}): Json {
    return {
      infno,
      msgid: nextId(),
      mdtrtarea_admvs: PROVIDER.county,
      insuplc_admdvs: HOME,
      recer_sys_code: 'HIS',
      dev_no: null,
      dev_safe_info: null,
      cainfo: null,
      signtype: null,
      infver: 'V1.0',
      opter_type: '1',
      opter: '0001',
      opter_name: '测试收费员',
      inf_time: time,
      fixmedins_code: PROVIDER.code,
      fixmedins_name: PROVIDER.name,
      sign_no: signNo,
      input,
      ...more,
    };
  }

  async function sendText(text: string): Promise<Answer> {
    const path = `/token/${token}/fsi/api/rsfComIfsService/callService`;
    const headers = {
      'content-type': 'application/json;charset=utf-8',
      'content-length': String(Buffer.byteLength(text)),
    };
    const answer = await ask(desk, 'POST', path, headers, text);
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${answer.text}`);
    return answer.json;
  }
  const send = (message: Json) => sendText(JSON.stringify(message));

  /** One transaction under a fresh number. */
  const call = (infno: string, input: Json, more: Json = {}) => send(envelope(infno, input, more));

  /** Its output; a refusal ends the test. */
  async function must(infno: string, input: Json, more: Json = {}): Promise<Answer> {
    const answer = await call(infno, input, more);
    if (answer.infcode !== 0) throw new Error(`${infno}: ${answer.err_msg}`);
    return answer.output;
  }

  async function signIn(): Promise<string> {
    const input = { signIn: { opter_no: '0001', mac: '02-00-00-00-00-01', ip: '127.0.0.1' } };
    const output = await must('9001', input);
    signNo = output.signinoutb.sign_no;
    return signNo!;
  }

  async function readCard(): Promise<Answer> {
    return must('1101', {
      data: {
        mdtrt_cert_type: '03',
        mdtrt_cert_no: HOLDER.serial,
        card_sn: HOLDER.serial,
        begntime: time,
        psn_cert_type: '01',
        certno: HOLDER.identityNumber,
        psn_name: HOLDER.name,
      },
    });
  }

  /** 2201, 2203; @returns the visit's number */
  async function outpatient(medType = '11'): Promise<string> {
    const registered = await must('2201', {
      data: {
        psn_no: PERSON,
        insutype: '380',
        begntime: time,
        mdtrt_cert_type: '03',
        mdtrt_cert_no: HOLDER.serial,
        ipt_otp_no: `MZ${count}`,
        atddr_no: 'D0001',
        dr_name: '测试医师',
        dept_code: 'A03',
        dept_name: '内科',
        caty: 'A03',
      },
    });
    const visit: string = registered.data.mdtrt_id;
    await must('2203', {
      mdtrtinfo: { mdtrt_id: visit, psn_no: PERSON, med_type: medType, begntime: time },
      diseinfo: [
        { diag_type: '1', diag_srt_no: 1, diag_code: 'J18.900', diag_name: '肺炎', vali_flag: '1' },
      ],
    });
    return visit;
  }

  function line(visit: string, serial: string, more: Json = {}): Json {
    return {
      feedetl_sn: serial,
      mdtrt_id: visit,
      psn_no: PERSON,
      chrg_bchno: 'P1',
      dise_codg: null,
      rxno: `R${serial}`,
      rx_circ_flag: '0',
      fee_ocur_time: time,
      med_list_codg: 'X9990001',
      medins_list_codg: 'H0001',
      det_item_fee_sumamt: 25.5,
      cnt: 2,
      pric: 12.75,
      bilg_dept_codg: 'A03',
      bilg_dr_codg: 'D0001',
      hosp_appr_flag: '0',
      ...more,
    };
  }

  /** Three lines of 51.00 + 60.00 + 20.00 (class A, class B over its ceiling, class C). */
  async function fees(visit: string, serials = ['1', '2', '3']): Promise<Answer> {
    const [a, b, c] = serials;
    return must('2204', {
      feedetail: [
        line(visit, a!, { det_item_fee_sumamt: 51, cnt: 4 }),
        line(visit, b!, {
          med_list_codg: 'X9990013',
          medins_list_codg: 'H0002',
          det_item_fee_sumamt: '60.00',
          cnt: '6',
          pric: '10.000000',
        }),
        line(visit, c!, {
          med_list_codg: 'S9990022',
          medins_list_codg: 'H0003',
          det_item_fee_sumamt: 20.0,
          cnt: 2,
          pric: 10,
        }),
      ],
    });
  }

  /** What 2206 and 2207 ask; the sums are those that the upload answered. */
  function settlement(visit: string, uploaded: Answer, more: Json = {}): { readonly data: Json } {
    const sum = (name: string) =>
      uploaded.result.reduce(
        (so: number, row: Json) => so + Math.round(Number(row[name]) * 100),
        0,
      ) / 100;
    return {
      data: {
        psn_no: PERSON,
        mdtrt_cert_type: '03',
        mdtrt_cert_no: HOLDER.serial,
        med_type: '11',
        medfee_sumamt: sum('det_item_fee_sumamt'),
        psn_setlway: '01',
        mdtrt_id: visit,
        chrg_bchno: 'P1',
        insutype: '380',
        acct_used_flag: '0',
        invono: null,
        fulamt_ownpay_amt: sum('fulamt_ownpay_amt'),
        overlmt_selfpay: sum('overlmt_amt'),
        preselfpay_amt: sum('preselfpay_amt'),
        inscp_scp_amt: sum('inscp_scp_amt'),
        ...more,
      },
    };
  }

  return {
    time,
    today,
    nextId,
    envelope,
    send,
    sendText,
    call,
    must,
    signIn,
    readCard,
    outpatient,
    line,
    fees,
    settlement,
    forget: () => {
      signNo = undefined;
    },
  };
}
