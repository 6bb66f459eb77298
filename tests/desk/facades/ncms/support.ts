/** A program that speaks NCMS: signs on, sends a message, looks at the result. */

import { createHash } from 'node:crypto';
import { ncmsFacade } from '../../../../src/desk/facades/ncms/index.ts';
import {
  parseXml,
  type XmlElement,
  type XmlField,
  xmlText,
} from '../../../../src/desk/facades/ncms/xml.ts';
import type { Desk, DeskOptions } from '../../../../src/desk/index.ts';
import { addDays, type PlainDate } from '../../../../src/time.ts';
import { type Answer, ask, post } from '../../support.ts';
import { outpatientDesk, type PlanChange, PROVIDER } from '../world.ts';

export const md5 = (text: string) => createHash('md5').update(text).digest('hex').toUpperCase();

export const USER = 'op01';
export const PASSWORD = 'Test-1234';

/** `outpatientDesk` with the façade, and a token for a program that is no browser. */
export async function ncmsDesk(
  options: Partial<DeskOptions> = {},
  facade: Partial<Parameters<typeof ncmsFacade>[0]> = {},
  prepared?: Parameters<typeof outpatientDesk>[1],
) {
  const modules = [ncmsFacade({ provider: PROVIDER, users: { [USER]: md5(PASSWORD) }, ...facade })];
  const at = await outpatientDesk({ modules, ...options }, prepared);
  const token = await programToken(at.desk);
  return { ...at, token };
}

export async function programToken(
  desk: Desk,
  scopes: readonly string[] = ['read', 'settle', 'reverse'],
): Promise<string> {
  const body = { name: 'HIS', scopes };
  return (await post(desk, '/v1/grants', body, { token: desk.consoleToken })).json.token;
}

export interface Result {
  readonly state: boolean;
  readonly message: string;
  readonly data: XmlElement;
}

export function soap(headXml: string, bodyXml: string): string {
  const request = xmlText([
    ['headXml', headXml],
    ['bodyXml', bodyXml],
  ]);
  return (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:s="http://his.example/">' +
    `<soapenv:Body><s:request>${request}</s:request></soapenv:Body></soapenv:Envelope>`
  );
}

export function send(
  desk: Pick<Desk, 'port'>,
  token: string,
  envelope: string,
  type = 'text/xml; charset=utf-8',
): Promise<Answer> {
  return ask(
    desk,
    'POST',
    `/token/${token}/ncms`,
    { 'content-type': type, 'content-length': String(Buffer.byteLength(envelope)) },
    envelope,
  );
}

/** What `return` of the answer holds. */
export function resultOf(answer: Answer): Result {
  const envelope = parseXml(answer.text);
  const response = envelope.children[0]!.children[0]!;
  if (response.name !== 'requestResponse') throw new Error(answer.text);
  const result = parseXml(response.children[0]!.text);
  const child = (name: string) => result.children.find((each) => each.name === name);
  return {
    state: child('state')!.text === 'true',
    message: child('message')?.text ?? '',
    data: child('data') ?? { name: 'data', namespace: '', children: [], text: '', inner: '' },
  };
}

/** A signed-on program. */
export async function signedOn(desk: Pick<Desk, 'port'>, token: string) {
  async function call(
    operCode: string,
    fields: readonly XmlField[],
    billCode = '',
  ): Promise<Result> {
    const body = xmlText([['body', fields]]);
    const head = xmlText([
      [
        'head',
        [
          ['operCode', operCode],
          ['billCode', billCode],
          ['rsa', md5(body)],
        ],
      ],
    ]);
    return resultOf(await send(desk, token, soap(head, body)));
  }
  const signed = await call('S02', [
    ['userName', USER],
    ['passWord', md5(PASSWORD)],
  ]);
  const ticket = textOf(signed.data, 'billCode');
  return {
    ticket,
    call: (operCode: string, fields: readonly XmlField[]) => call(operCode, fields, ticket),
  };
}

/** Text of the first element of that name, at any depth; throws when there is none. */
export function textOf(element: XmlElement, name: string): string {
  const found = find(element, name);
  if (!found) throw new Error(`no ${name}`);
  return found.text;
}

function find(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of element.children) {
    const found = child.name === name ? child : find(child, name);
    if (found) return found;
  }
  return undefined;
}

export function line(hisDetailCode: string, changes: Readonly<Record<string, string>> = {}) {
  const fields = {
    detailName: '阿莫西林胶囊',
    detailCode: 'X9990001',
    hisDetailCode,
    num: '2.0000',
    price: '20.0000',
    totalCost: '40.0000',
    unit: '盒',
    ...changes,
  };
  return ['detail', Object.entries(fields)] as const;
}

/** Registered, with `lines` handed in. */
export async function registered(
  program: Awaited<ReturnType<typeof signedOn>>,
  lines: readonly XmlField[] = [line('1')],
): Promise<string> {
  const outpId = textOf((await program.call('S18', [['diseaseCode', 'J06.900']])).data, 'outpId');
  const uploaded = await program.call('S21', [
    ['outpId', outpId],
    ['list', lines],
  ]);
  if (!uploaded.state) throw new Error(uploaded.message);
  return outpId;
}

/** Bacterial pneumonia as the main diagnosis is paid 5 points more, whoever refers. */
export const LUNG: readonly PlanChange[] = [
  [
    '\nleftOut:',
    '\ndiseases:\n  lung: { name: { zh: 细菌性肺炎, en: pneumonia }, clause: inpatient, codes: [J15] }\nleftOut:',
  ],
  [
    '            - when: { places: [in-province, outside-province], filings: [referral, emergency] }\n',
    '            - { when: { diseases: { lists: [lung], diagnosis: main } }, change: raise-by-points, by: 5%, clause: inpatient }\n' +
      '            - when: { places: [in-province, outside-province], filings: [referral, emergency] }\n',
  ],
];

/** In hospital for two days, with 700 yuan of class A handed in as two lines. */
export async function inHospital(
  program: Awaited<ReturnType<typeof signedOn>>,
  today: PlainDate,
  inpatientNo = 'ZY-1',
): Promise<string> {
  const admitted = await program.call('S04', [
    ['inpatientNo', inpatientNo],
    ['admissionDate', addDays(today, -2)],
    ['diseaseCode', 'J18.900'],
  ]);
  if (!admitted.state) throw new Error(admitted.message);
  const inpId = textOf(admitted.data, 'inpId');
  const charged = await program.call('S10', [
    ['inpId', inpId],
    [
      'list',
      [
        line('1', { num: '30', price: '20.0000', totalCost: '600.0000' }),
        line('2', { num: '5.0000', price: '20', totalCost: '100' }),
      ],
    ],
  ]);
  if (!charged.state) throw new Error(charged.message);
  return inpId;
}
