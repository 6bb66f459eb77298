/**
 * 报文签名 SM3withSM2. The signed text: fields of the message sorted by name, without the signature, the
 * enciphered body, extensions and what is empty, `name=value` joined by `&`, objects as JSON whose fields
 * are sorted too; at the end `&key=` and the shared secret.
 */

import { OneCardError } from '../../../errors/index.ts';
import {
  type TextSigner,
  type TextVerifier,
  textSigner,
  textVerifier,
} from '../../../terminal/deskParts.ts';
import type { ExactOutput, ExactValue } from '../shared/exactJson.ts';
import { canonicalText } from './envelope.ts';

/** How messages are signed; without it none is, and none is looked at. */
export interface NationalSignature {
  /** 医院系统公钥: `04 ‖ x ‖ y` of SM2 in hexadecimal digits. */
  readonly clientKey: string;
  /** 本服务私钥: d of SM2, 64 hexadecimal digits. */
  readonly serviceKey: string;
  /** 密钥串: the shared text at the end of what is signed. */
  readonly secret: string;
}

export interface MessageSigning {
  /** @throws OneCardError `national.signature-refused` */
  check(body: ExactValue): void;
  /** The answer with its signature. */
  signed(answer: Readonly<Record<string, ExactOutput>>): Readonly<Record<string, ExactOutput>>;
}

/** Where the signature stands: as the envelope has it, or as some provinces do. */
const SIGNATURE_FIELDS = ['cainfo', 'signData'] as const;
const UNSIGNED: ReadonlySet<string> = new Set([...SIGNATURE_FIELDS, 'encData', 'extra']);

/** @throws OneCardError `crypto.key-malformed`; TypeError for keys that are no such text */
export function messageSigning(signature: NationalSignature | undefined): MessageSigning {
  if (!signature) return { check: () => {}, signed: (answer) => answer };
  const { secret } = signature;
  const verifier: TextVerifier = textVerifier(signature.clientKey);
  const signer: TextSigner = textSigner(signature.serviceKey);
  return {
    check(body) {
      const fields = body as Readonly<Record<string, ExactValue>>;
      const given = SIGNATURE_FIELDS.map((name) => fields[name]).find(
        (each) => typeof each === 'string' && each !== '',
      );
      const isSigned =
        typeof given === 'string' && verifier.verify(signedText(fields, secret), given);
      if (!isSigned) throw new OneCardError('national.signature-refused');
    },
    signed(answer) {
      const whole = { ...answer, signtype: 'SM2' };
      return { ...whole, cainfo: signer.sign(signedText(whole, secret)) };
    },
  };
}

/** What is signed of `fields`. */
export function signedText(fields: Readonly<Record<string, ExactOutput>>, secret: string): string {
  const parts = Object.entries(fields)
    .filter(([name, value]) => !UNSIGNED.has(name) && value !== null && value !== '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : canonicalText(value)}`);
  return [...parts, `key=${secret}`].join('&');
}
