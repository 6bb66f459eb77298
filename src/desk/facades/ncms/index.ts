/**
 * 新农合接口 S02–S30 over SOAP: a hospital system that speaks it changes an address. Each message is a
 * thin translation; what is decided, settled and kept is the desk's own.
 */

import { OneCardError } from '../../../errors/index.ts';
import { BILL_BODY_BYTES_MAX } from '../../limits.ts';
import { type DeskCall, type DeskModule, type DeskParts, route } from '../../routes.ts';
import { CALLS, type CallCode, READING } from './calls.ts';
import {
  isDigestOf,
  type NcmsAnswer,
  type NcmsDesk,
  type NcmsOptions,
  refused,
  turns,
} from './desk.ts';
import { optionalText, requiredText } from './fields.ts';
import { forgetDaily } from './forgetting.ts';
import { signOn } from './person.ts';
import { parseSoap, SOAP_TYPES, type SoapRequest, soapAnswer, soapFault, wsdl } from './soap.ts';
import { faultText } from './texts.ts';
import { openTickets, type Tickets } from './tickets.ts';
import type { XmlField } from './xml.ts';

export type { NcmsOptions } from './desk.ts';
export type { NcmsUsers } from './tickets.ts';

const PATH = '/ncms';

/**
 * The façade as a part of the desk (docs/desk-ncms.md).
 * @throws TypeError for a user whose password is no MD5
 *
 * @example
 * ```ts
 * const desk = await openDesk({ …, modules: [ncmsFacade({ provider, users: { '01': md5 } })] });
 * ```
 */
export function ncmsFacade(options: NcmsOptions): DeskModule {
  return (parts) => {
    const { clock, random } = parts.equipment;
    const desk: NcmsDesk = { parts, options, inTurn: turns() };
    const tickets = openTickets(options.users, clock, random);
    const stopForgetting = forgetDaily(desk);
    return {
      name: 'ncms',
      async close() {
        stopForgetting();
      },
      routes: [
        route({
          method: 'GET',
          path: PATH,
          access: 'anyone',
          takesTokenInPath: true,
          summary: { zh: '新农合接口的 WSDL', en: 'WSDL of the NCMS interface' },
          answers: { 200: { description: 'WSDL 1.1', content: 'text/xml' } },
          handle({ request }) {
            const { origin, pathname } = new URL(request.url);
            const type = { 'Content-Type': 'text/xml; charset=utf-8' };
            return new Response(wsdl(origin + pathname), { headers: type });
          },
        }),
        route<string>({
          method: 'POST',
          path: PATH,
          access: 'settle',
          takesTokenInPath: true,
          summary: { zh: '新农合接口 S02–S30', en: 'the NCMS interface S02 to S30, over SOAP' },
          text: SOAP_TYPES,
          bodyBytesMax: BILL_BODY_BYTES_MAX,
          answers: { 200: { description: 'requestResponse', content: 'text/xml' } },
          handle: (call) => handled(desk, tickets, call),
        }),
      ],
    };
  };
}

async function handled(
  desk: NcmsDesk,
  tickets: Tickets,
  call: DeskCall<string>,
): Promise<Response> {
  let request: SoapRequest;
  try {
    request = parseSoap(call.body);
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    return soapFault(call.request.headers.get('content-type') ?? '', faultText(error));
  }
  return soapAnswer(request, resultOf(await answerTo(desk, tickets, request, call)));
}

function resultOf(answer: NcmsAnswer): readonly XmlField[] {
  if (answer.outcome === 'refused') {
    return [
      ['state', 'false'],
      ['message', answer.message],
    ];
  }
  return [
    ['state', 'true'],
    ['message', answer.message ?? ''],
    ['data', answer.data],
  ];
}

async function answerTo(
  desk: NcmsDesk,
  tickets: Tickets,
  { head, body, bodyText }: SoapRequest,
  call: DeskCall<string>,
): Promise<NcmsAnswer> {
  let code = '';
  let answer: NcmsAnswer;
  try {
    code = requiredText(head, 'operCode');
    if (!isDigestOf(requiredText(head, 'rsa'), bodyText)) {
      answer = refused('报文校验失败：rsa 不是 bodyXml 的 MD5');
    } else if (code === 'S02') {
      answer = signOn(desk, tickets, body, call);
    } else {
      const ticket = optionalText(head, 'billCode') ?? '';
      const user = tickets.userOf(ticket, call.caller.grant!);
      if (user === undefined) answer = refused('票据（billCode）无效或已过期，请重新认证（S02）');
      else if (!isCall(code)) answer = refused(`不提供交易 ${code.slice(0, 20)}`);
      else answer = await CALLS[code](desk, { body, call, user });
    }
  } catch (error) {
    answer = refusedBy(error);
  }
  record(desk.parts, call, code, answer);
  return answer;
}

function isCall(code: string): code is CallCode {
  return Object.hasOwn(CALLS, code);
}

/** What the world did not let happen is an answer too: old programs look at nothing else. */
function refusedBy(error: unknown): NcmsAnswer {
  if (!(error instanceof OneCardError)) throw error;
  return refused(faultText(error));
}

/** By its code: the address alone says nothing. What only looks is not on record. */
function record(
  { audit }: DeskParts,
  { caller }: DeskCall,
  code: string,
  answer: NcmsAnswer,
): void {
  const isKnown = isCall(code) || code === 'S02';
  if (READING.has(code)) return;
  audit.append({ action: `ncms ${isKnown ? code : '?'}`, caller, outcome: answer.outcome });
}
