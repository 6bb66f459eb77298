/**
 * A hospital system's client of the NCMS interface (S02-S27 for outpatients), written from the
 * interface's description alone. It shares no code with the service.
 */

import { createHash } from 'node:crypto';
import { type Content, type Element, escaped, find, parsed, textOf, written } from './xml.ts';

export interface NcmsConnection {
  /** Carries a SOAP envelope to the interface, and the answer's envelope back. */
  readonly carry: (envelope: string) => Promise<string>;
  readonly userName: string;
  readonly password: string;
}

/** A request, written once: sent again, it is the same to the byte. */
export interface NcmsRequest {
  readonly operation: string;
  readonly envelope: string;
}

/** state false. */
export class NcmsRefusal extends Error {}

export class NcmsClient {
  private readonly connection: NcmsConnection;
  private ticket = '';

  constructor(connection: NcmsConnection) {
    this.connection = connection;
  }

  /** S02: the ticket for all that follows, and what the account stands for. */
  async authenticate(): Promise<Element> {
    const { userName, password } = this.connection;
    const data = await this.call('S02', { userName, passWord: md5(password) });
    this.ticket = textOf(data, 'billCode');
    if (this.ticket === '') throw new Error('S02 gave no billCode');
    return data;
  }

  async call(operation: string, body: Content): Promise<Element> {
    return this.send(this.prepare(operation, body));
  }

  prepare(operation: string, body: Content): NcmsRequest {
    const bodyXml = written('body', body);
    const head = { operCode: operation, billCode: this.ticket, rsa: md5(bodyXml) };
    return { operation, envelope: envelopeOf(written('head', head), bodyXml) };
  }

  async send({ operation, envelope }: NcmsRequest): Promise<Element> {
    const answer = parsed(await this.connection.carry(envelope));
    const reply = replyIn(answer);
    const message = textOf(reply, 'message');
    const state = textOf(reply, 'state');
    if (state === 'false') throw new NcmsRefusal(`${operation}: ${message}`);
    if (state !== 'true') throw new Error(`${operation}: state is "${state}"`);
    return dataOf(reply);
  }
}

/** Upper-case MD5, as passwords and the head's `rsa` are written. */
export function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex').toUpperCase();
}

function envelopeOf(headXml: string, bodyXml: string): string {
  const request =
    `<headXml>${escaped(headXml)}</headXml>` + `<bodyXml>${escaped(bodyXml)}</bodyXml>`;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">' +
    `<soap:Body><request>${request}</request></soap:Body></soap:Envelope>`
  );
}

/** The reply stands in the answer as elements, or as text that is XML. */
function replyIn(answer: Element): Element {
  if (find(answer, 'state')) return answer;
  const inner = leaves(answer).find(({ text }) => text.trim().startsWith('<'));
  if (!inner) throw new Error(`no reply: ${JSON.stringify(answer).slice(0, 400)}`);
  return parsed(inner.text.trim());
}

function dataOf(reply: Element): Element {
  const data = find(reply, 'data') ?? { name: 'data', text: '', children: [] };
  const text = data.text.trim();
  return text.startsWith('<') ? parsed(`<data>${text.replace(/^<\?[^>]*\?>/, '')}</data>`) : data;
}

function leaves(element: Element): readonly Element[] {
  return element.children.length === 0 ? [element] : element.children.flatMap(leaves);
}

/** Four decimals, no more and no fewer, in ten-thousandths of a yuan; nothing where nothing stands. */
export function money(text: string): bigint {
  if (text === '') return 0n;
  const parts = /^(-?)(\d+)\.(\d{4})$/.exec(text);
  if (!parts) throw new Error(`${text} is no amount with four decimals`);
  const amount = BigInt(parts[2]! + parts[3]!);
  return parts[1] === '-' ? -amount : amount;
}

/** The same with its four decimals. */
export function yuanText(amount: bigint): string {
  return `${amount / 10_000n}.${String(amount % 10_000n).padStart(4, '0')}`;
}
