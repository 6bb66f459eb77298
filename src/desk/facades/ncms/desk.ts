/** What the steps of the façade work with, and what they answer. */

import { createHash } from 'node:crypto';
import type { BillFields, SpecialCare } from '../../../model/index.ts';
import type { DeskCall, DeskParts } from '../../routes.ts';
import type { NcmsUsers } from './tickets.ts';
import type { XmlElement, XmlField } from './xml.ts';

export interface NcmsOptions {
  /** The institution that the desk stands in: no message names it. */
  readonly provider: BillFields['provider'];
  readonly users: NcmsUsers;
  /** 病人类型 (`inpatientTypeOflocal`) that stand for something else than an ordinary visit; none unless told. */
  readonly cares?: Readonly<Record<string, SpecialCare>>;
  /** Where 定向救助 is told of: one of the interface's six; `salvaFPCost` unless told. */
  readonly aidField?: (typeof AID_FIELDS)[number];
}

/** Targeted aid: family planning, civil, special care, disabled, poverty, disease control. */
export const AID_FIELDS = [
  'salvaJSCost',
  'salvaMZCost',
  'salvaYFCost',
  'salvaCLCost',
  'salvaFPCost',
  'salvaJKCost',
] as const;

export interface NcmsDesk {
  readonly parts: DeskParts;
  readonly options: NcmsOptions;
  /** Steps of one visit or stay wait for each other. */
  inTurn<T>(id: string, step: () => Promise<T>): Promise<T>;
}

export interface NcmsCall {
  readonly body: XmlElement;
  readonly call: DeskCall;
  /** Who signed on, for the journal. */
  readonly user: string;
}

export type NcmsAnswer =
  | { readonly outcome: 'done'; readonly data: readonly XmlField[]; readonly message?: string }
  | { readonly outcome: 'refused'; readonly message: string };

export type NcmsStep = (desk: NcmsDesk, call: NcmsCall) => NcmsAnswer | Promise<NcmsAnswer>;

export function done(data: readonly XmlField[] = [], message?: string): NcmsAnswer {
  return { outcome: 'done', data, ...(message === undefined ? {} : { message }) };
}

export function refused(message: string): NcmsAnswer {
  return { outcome: 'refused', message };
}

/** One step after the other for each id. */
export function turns(): NcmsDesk['inTurn'] {
  const last = new Map<string, Promise<unknown>>();
  return (id, step) => {
    const turn = (last.get(id) ?? Promise.resolve()).then(step);
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (last.get(id) === settled) last.delete(id);
      });
    last.set(id, settled);
    return turn;
  };
}

/** `rsa` of the head: the MD5 of the body's text, whatever the name says. No protection, a check of transport. */
export function isDigestOf(digest: string, text: string): boolean {
  const forms = [text, text.replaceAll('\n', '\r\n')];
  return forms.some(
    (form) => createHash('md5').update(form, 'utf8').digest('hex') === digest.toLowerCase(),
  );
}
