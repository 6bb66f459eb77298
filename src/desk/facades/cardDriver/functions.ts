/** The driver's functions by their names, each a translation of what the desk does anyway. */

import { toHex } from '../../../bytes.ts';
import { OneCardError } from '../../../errors/index.ts';
import { yuanText } from '../../../money.ts';
import { chinaTimeText } from '../../../time.ts';
import type { Scope } from '../../access/scopes.ts';
import type { Caller, DeskParts } from '../../routes.ts';
import { type DriverAnswer, failure, fields } from './answer.ts';
import { cardIdOf, cardNumberOf, compactDate, readCard, versionOf } from './card.ts';
import { debit } from './debit.ts';
import { filesAnswer, parseFileAddress } from './files.ts';
import { changePin, provePin } from './pin.ts';
import type { DriverRequest } from './request.ts';

export interface DriverCall {
  readonly desk: DeskParts;
  readonly request: DriverRequest;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

type DriverFunction = (call: DriverCall) => DriverAnswer | Promise<DriverAnswer>;

const notServed: DriverFunction = () => failure('-13');
/** The keys are the security module's, on this computer: no back office computes for it. */
const noHsm: DriverFunction = () => failure('-2204');

export const FUNCTIONS = {
  iReadCardBas: readBasic,
  iReadCard: readFiles,
  iVerifyPIN: provePin,
  iChangePIN: changePin,
  iDoDebit: debit,
  iReadDebitRecord: readDebitRecord,
  iWriteCard: notServed,
  iReloadPIN: notServed,
  iUnblockPIN: notServed,
  iReadCardBas_HSM_Step1: noHsm,
  iReadCardBas_HSM_Step2: noHsm,
  iReadCard_HSM_Step1: noHsm,
  iReadCard_HSM_Step2: noHsm,
  iWriteCard_HSM_Step1: noHsm,
  iWriteCard_HSM_Step2: noHsm,
  iReloadPIN_HSM_Step1: noHsm,
  iReloadPIN_HSM_Step2: noHsm,
  iReloadPIN_HSM_Step3: noHsm,
  iUnblockPIN_HSM_Step1: noHsm,
  iUnblockPIN_HSM_Step2: noHsm,
  iUnblockPIN_HSM_Step3: noHsm,
  iDoDebit_HSM_Step1: noHsm,
  iDoDebit_HSM_Step2: noHsm,
} as const satisfies Record<string, DriverFunction>;
export type FunctionName = keyof typeof FUNCTIONS;

/** What a function tells or does beyond reading asks for its own scope. */
const SCOPES: Readonly<Partial<Record<FunctionName, Scope>>> = {
  iReadCardBas: 'identity',
  iReadCard: 'identity',
  iDoDebit: 'settle',
  iReadDebitRecord: 'settle',
};

export function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

/** @throws OneCardError `desk.scope-missing`, and whatever the desk's own work throws */
export async function runFunction(name: FunctionName, call: DriverCall): Promise<DriverAnswer> {
  const scope = SCOPES[name];
  if (scope !== undefined && !call.caller.scopes.has(scope)) {
    throw new OneCardError('desk.scope-missing', { scope });
  }
  const { iType = 3 } = call.request;
  // Contact, contactless, and either first: the desk takes the first card it finds.
  if (iType < 1 || iType > 4) return failure('-14', 'iType');
  return FUNCTIONS[name](call);
}

/** `area|SSN|card number|card id|name|historical bytes|version|issued|expiry|terminal|device|`. */
async function readBasic(call: DriverCall): Promise<DriverAnswer> {
  const read = await readCard(call);
  if (read.outcome === 'failed') return read.answer;
  const { record, atr } = read;
  const { terminalId } = call.desk.equipment;
  return fields([
    record.card.issuer,
    record.holder.identityNumber,
    cardNumberOf(record),
    cardIdOf(record),
    record.holder.name,
    toHex(historicalBytes(atr)).toUpperCase(),
    versionOf(record),
    // The day of issue does not stand on the card.
    '00000000',
    compactDate(record.card.expiresOn),
    terminalId.replaceAll(/[^0-9A-Za-z]/g, '').slice(0, 20),
    '',
  ]);
}

/** ISO/IEC 7816-3:2006 §8.2: the low half of T0 counts them; they stand before TCK, if there is one. */
function historicalBytes(atr: Uint8Array): Uint8Array {
  const count = (atr[1] ?? 0) & 0x0f;
  let at = 2;
  let interfaceBits = (atr[1] ?? 0) >> 4;
  // TA, TB, TC, TD of each group, as long as a TD announces another one; an ATR has 32 bytes.
  while (interfaceBits !== 0 && at < atr.length) {
    at += [1, 2, 4].filter((bit) => (interfaceBits & bit) !== 0).length;
    if ((interfaceBits & 8) === 0) break;
    interfaceBits = (atr[at] ?? 0) >> 4;
    at++;
  }
  return atr.slice(at, at + count);
}

async function readFiles(call: DriverCall): Promise<DriverAnswer> {
  const { iAuthType = 2, pCardInfo, pFileAddr } = call.request;
  const asked = pFileAddr === undefined ? undefined : parseFileAddress(pFileAddr);
  if (!asked) return failure('-14', 'pFileAddr');
  if (iAuthType !== 1 && iAuthType !== 2) return failure('-14', 'iAuthType');
  if (iAuthType === 1) {
    const proven = await provePin(call);
    if (proven.return !== 0) return proven;
  }
  const read = await readCard(call, pCardInfo);
  return read.outcome === 'failed' ? read.answer : filesAnswer(read.record, asked);
}

/** `sequence|time|institution|total|funds|settlement|` of the newest record that the card holds. */
async function readDebitRecord(call: DriverCall): Promise<DriverAnswer> {
  const read = await readCard(call, call.request.pCardInfo);
  if (read.outcome === 'failed') return read.answer;
  const log = read.record.newestLog?.record;
  if (!log) return failure('-27267');
  const { sequence, writtenAt, provider, total, fundsPay, settlementId, kind } = log;
  return fields([
    sequence,
    chinaTimeText(writtenAt).replaceAll(/\D/g, '').slice(0, 14),
    provider,
    yuanText(total),
    yuanText(fundsPay),
    settlementId,
    kind,
  ]);
}
