// A hospital system that speaks the NCMS interface, and one that calls the card driver's functions:
// the same desk answers both. Only its address is another than before.
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cardDriverFacade, ncmsFacade, openDesk } from 'onecard/desk';
import { openStayDesk, openTerminal } from 'onecard/terminal';
import { virtualReader } from 'onecard/virtual';
import { makeDesk } from './desk.mjs';

const md5 = (text) => createHash('md5').update(text).digest('hex').toUpperCase();
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
  modules: [ncmsFacade({ provider, users: { op01: md5('Test-1234') } }), cardDriverFacade()],
});

const granted = await fetch(`${service.url}/v1/grants`, {
  method: 'POST',
  headers: {
    'Content-Type': 'application/json',
    Authorization: `Bearer ${service.consoleToken}`,
  },
  body: JSON.stringify({ name: 'HIS', scopes: ['read', 'identity', 'settle', 'reverse'] }),
});
const address = `${service.url}/token/${(await granted.json()).token}`;

// The card driver: the library's function by its name.
const basic = await fetch(`${address}/card-driver/iReadCardBas`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: '{"iType":1}',
});
const { pOutInfo } = await basic.json();
console.log('card', pOutInfo.split('|').slice(2, 5).join(' '));

// NCMS: head and body as text in one SOAP operation.
const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
let ticket = '';
async function call(operCode, fields) {
  const body = `<body>${fields}</body>`;
  const head = `<head><operCode>${operCode}</operCode><billCode>${ticket}</billCode><rsa>${md5(body)}</rsa></head>`;
  const answer = await fetch(`${address}/ncms`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/xml; charset=utf-8' },
    body:
      '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><request>' +
      `<headXml>${escaped(head)}</headXml><bodyXml>${escaped(body)}</bodyXml></request></s:Body></s:Envelope>`,
  });
  const text = (await answer.text()).replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  return (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
}

ticket = (await call('S02', `<userName>op01</userName><passWord>${md5('Test-1234')}</passWord>`))(
  'billCode',
);
const disease = '<inpatientNo>ZY-1</inpatientNo><diseaseCode>J18.900</diseaseCode>';
const stay = `<inpId>${(await call('S04', disease))('inpId')}</inpId>`;
const line =
  '<hisDetailCode>1</hisDetailCode><detailCode>X9990004</detailCode>' +
  '<num>200.0000</num><price>12.5000</price><totalCost>2500.0000</totalCost>';
const charged = await call('S10', `${stay}<list><detail>${line}</detail></list>`);
console.log('in scope', charged('enableMoney'));
console.log(
  'discharged',
  (await call('S07', `${stay}<hisTotal>2500.0000</hisTotal>`))('totalCost'),
);
const trial = await call('S13', stay);
const settled = await call('S14', stay);
console.log('compensated', trial('compensateCost'), settled('compensateCost'));
console.log('again', (await call('S14', stay))('settlementId') === settled('settlementId'));
console.log('cash', settled('nhxjzf'));
console.log('reversed', (await call('S15', stay))('state'));
await service.close();
