/**
 * A hospital system's client of the national interface, written from the interface's description
 * alone: envelope, message ids, sign-in, signature. It shares no code with the service.
 */

import { type Sm2Keys, signSm3WithSm2 } from './sm2Signature.ts';

export type Fields = Readonly<Record<string, unknown>>;

export interface NationalInstitution {
  /** 定点医药机构编码, 12 characters. */
  readonly code: string;
  readonly name: string;
  /** 就医地. */
  readonly area: string;
  readonly operator: { readonly number: string; readonly name: string };
}

/** A message as it is kept before it is sent: sent again, it is the same to the byte. */
export interface NationalMessage {
  readonly infno: string;
  readonly msgid: string;
  readonly text: string;
}

export interface NationalConnection {
  /** Carries a message's text to the interface, and its answer's text back. */
  readonly carry: (infno: string, text: string) => Promise<string>;
  /** Keeps a message; awaited before the message goes out. */
  readonly keep: (message: NationalMessage) => Promise<void> | void;
  readonly signing?: { readonly keys: Sm2Keys; readonly secret: string };
}

/** infcode −1. */
export class NationalRefusal extends Error {}

export class NationalClient {
  private readonly institution: NationalInstitution;
  private readonly connection: NationalConnection;
  private signNumber = '';
  private sequence = 0;

  constructor(institution: NationalInstitution, connection: NationalConnection) {
    this.institution = institution;
    this.connection = connection;
  }

  /** 9001 签到. */
  async signIn(): Promise<void> {
    const { number } = this.institution.operator;
    const output = await this.call('9001', {
      signIn: { opter_no: number, mac: '02-00-00-00-00-01', ip: '127.0.0.1' },
    });
    this.signNumber = word(group(output, 'signinoutb').sign_no);
  }

  /** 9002 签退. */
  async signOut(): Promise<void> {
    const { number } = this.institution.operator;
    await this.call('9002', { signOut: { sign_no: this.signNumber, opter_no: number } });
  }

  /** One transaction: kept, sent, its answer's output. */
  async call(infno: string, input: Fields, insuredArea?: string): Promise<Fields> {
    return this.send(await this.prepare(infno, input, insuredArea));
  }

  /** The message under a new id, kept and not yet sent. */
  async prepare(infno: string, input: Fields, insuredArea = ''): Promise<NationalMessage> {
    const now = chinaTime();
    this.sequence += 1;
    const { code, name, area, operator } = this.institution;
    const msgid =
      code + now.replace(/\D/g, '').slice(0, 14) + String(this.sequence).padStart(4, '0');
    const envelope: Record<string, unknown> = {
      infno,
      msgid,
      mdtrtarea_admvs: area,
      insuplc_admdvs: insuredArea,
      recer_sys_code: 'ONECARD',
      dev_no: '',
      dev_safe_info: '',
      cainfo: '',
      signtype: this.connection.signing ? 'SM2' : '',
      infver: 'V1.0',
      opter_type: '1',
      opter: operator.number,
      opter_name: operator.name,
      inf_time: now.slice(0, 19),
      fixmedins_code: code,
      fixmedins_name: name,
      sign_no: this.signNumber,
      input,
    };
    const { signing } = this.connection;
    if (signing) {
      envelope.cainfo = signSm3WithSm2(signing.keys, textToSign(envelope, signing.secret));
    }
    const message = { infno, msgid, text: JSON.stringify(envelope) };
    await this.connection.keep(message);
    return message;
  }

  /** Sends a kept message, for the first time or again. */
  async send(message: NationalMessage): Promise<Fields> {
    return outputOf(await this.connection.carry(message.infno, message.text));
  }
}

/** What is signed: every field that says something, by name, and the secret. */
export function textToSign(envelope: Fields, secret: string): string {
  const pairs = Object.keys(envelope)
    .filter((key) => !['cainfo', 'signData', 'encData', 'extra'].includes(key))
    .filter((key) => envelope[key] !== '' && envelope[key] !== null)
    .sort()
    .map((key) => `${key}=${plain(envelope[key])}`);
  return [...pairs, `key=${secret}`].join('&');
}

function plain(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(sorted(value)) : word(value);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function outputOf(text: string): Fields {
  const answer = JSON.parse(text) as Fields;
  const problems = envelopeProblems(answer);
  if (problems.length > 0)
    throw new Error(`envelope of the answer: ${problems.join(', ')}: ${text}`);
  if (Number(answer.infcode) !== 0) throw new NationalRefusal(word(answer.err_msg));
  return (answer.output ?? {}) as Fields;
}

function envelopeProblems(answer: Fields): string[] {
  const shapes: readonly [string, RegExp][] = [
    ['infcode', /^(0|-1)$/],
    ['inf_refmsgid', /^\d{30}$/],
    ['refmsg_time', /^\d{17}$/],
    ['respond_time', /^\d{17}$/],
    ['err_msg', /^[\s\S]{0,200}$/],
  ];
  return shapes
    .filter(([key, shape]) => !shape.test(word(answer[key])))
    .map(([key]) => `${key} ${word(answer[key])}`);
}

/** A node of an output that must be there. */
export function group(output: Fields, name: string): Fields {
  const found = output[name];
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    throw new Error(`${name} is missing from ${JSON.stringify(output)}`);
  }
  return found as Fields;
}

/** Rows of an output that must be there. */
export function rows(output: Fields, name: string): readonly Fields[] {
  const found = output[name];
  if (!Array.isArray(found)) throw new Error(`${name} is missing from ${JSON.stringify(output)}`);
  return found as Fields[];
}

/** What a field says, be it written as text or as a number; '' when it says nothing. */
export function word(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new Error(`${JSON.stringify(value)} is no plain value`);
}

/** Yuan with at most two decimals, in fen; nothing where the field says nothing. */
export function fen(value: unknown): bigint {
  const text = word(value);
  if (text === '') return 0n;
  const parts = /^(-?)(\d+)(?:\.(\d{1,2})0*)?$/.exec(text);
  if (!parts) throw new Error(`${text} is no amount in yuan`);
  const [, sign, yuan, rest = ''] = parts;
  const amount = BigInt(yuan!) * 100n + BigInt(rest.padEnd(2, '0'));
  return sign === '-' ? -amount : amount;
}

/** yyyy-MM-dd HH:mm:ss in China, whose time has one zone, so many days from now. */
export function chinaTime(days = 0): string {
  return new Date(Date.now() + (days * 24 + 8) * 3_600_000)
    .toISOString()
    .slice(0, 19)
    .replace('T', ' ');
}
