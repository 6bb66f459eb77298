// A hospital system that speaks the national interface to the desk: sign in, read the card, admit,
// hand in lines, pre-settle, settle. Only its address is another than before.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nationalFacade, openDesk } from 'onecard/desk';
import { openStayDesk, openTerminal } from 'onecard/terminal';
import { virtualReader } from 'onecard/virtual';
import { makeDesk } from './desk.mjs';

const { card, equipment, centre } = await makeDesk();
const terminal = openTerminal(equipment);
const provider = {
  code: 'H99910100001',
  name: '示范就医县人民医院',
  county: '999101',
  level: 'county',
  isDesignated: true,
};
const service = await openDesk({
  equipment,
  terminal,
  stays: openStayDesk({ equipment, terminal, admissions: new Map([['999001', centre]]) }),
  readers: [virtualReader(card)],
  file: join(mkdtempSync(join(tmpdir(), 'onecard-desk-')), 'desk.sqlite'),
  version: 'example',
  port: 0,
  modules: [nationalFacade({ provider })],
});

const json = (token, body) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
  body: JSON.stringify(body),
});
const request = { name: 'HIS', scopes: ['read', 'settle'] };
const granted = await fetch(`${service.url}/v1/grants`, json(service.consoleToken, request));
const { token } = await granted.json();

const time = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
let count = 0;
let sign_no;
async function call(infno, input) {
  count++;
  const message = {
    infno,
    msgid: `${provider.code}${time.replaceAll(/\D/g, '')}${String(count).padStart(4, '0')}`,
    mdtrtarea_admvs: provider.county,
    insuplc_admdvs: '999001',
    infver: 'V1.0',
    opter_type: '1',
    opter: '0001',
    opter_name: '收费员',
    inf_time: time,
    fixmedins_code: provider.code,
    fixmedins_name: provider.name,
    sign_no,
    input,
  };
  const address = `${service.url}/fsi/api/rsfComIfsService/callService`;
  const answer = await (await fetch(address, json(token, message))).json();
  console.log(infno, answer.infcode, answer.err_msg);
  return answer.output;
}

({ sign_no } = (await call('9001', { signIn: { opter_no: '0001' } })).signinoutb);
const certificate = { mdtrt_cert_type: '02', mdtrt_cert_no: '999001196205120016' };
const { baseinfo } = await call('1101', { data: certificate });
console.log('person', baseinfo.psn_name, baseinfo.certno);

const { psn_no } = baseinfo;
const admitted = await call('2401', {
  mdtrtinfo: { psn_no, insutype: '380', begntime: time, med_type: '21', ipt_no: 'ZY-1' },
  diseinfo: [{ maindiag_flag: '1', diag_srt_no: 1, diag_code: 'J18.900' }],
});
const { mdtrt_id } = admitted.result;
const line = { mdtrt_id, psn_no, fee_ocur_time: time, medins_list_codg: 'H1' };
const { result } = await call('2301', {
  feedetail: [
    {
      ...line,
      feedetl_sn: '1',
      med_list_codg: 'X9990004',
      cnt: 200,
      pric: 12.5,
      det_item_fee_sumamt: 2500,
    },
  ],
});
console.log('in scope', result[0].inscp_scp_amt, 'class', result[0].chrgitm_lv);
const asked = { data: { mdtrt_id, psn_no, medfee_sumamt: '2500.00', med_type: '21' } };
const trial = await call('2303', asked);
const { setlinfo, setldetail } = await call('2304', asked);
console.log('fund', trial.setlinfo.fund_pay_sumamt, setlinfo.fund_pay_sumamt);
console.log('layer', setldetail[0].fund_pay_type, setldetail[0].fund_pay_type_name);
await call('2304', asked);
await service.close();
