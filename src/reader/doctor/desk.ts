/** What is plugged in, and what is in it, as the PC/SC service says and as the USB bus says. */

import { toHex } from '../../bytes.ts';
import { parseAtr } from '../../card/index.ts';
import type { ErrorDetail } from '../../errors/index.ts';
import type { PcscContext, ReaderStateOut } from '../pcsc/port.ts';
import { found, type ReaderCause, type ReaderFinding } from './causes/index.ts';
import { type PcscDriver, pcscDrivers } from './drivers.ts';
import { runningHolders } from './holders.ts';
import type { DoctorHost } from './host.ts';
import { READERS_MAX } from './limits.ts';
import { installRemedy } from './packages.ts';
import { codeOf, factsOf, forbidden } from './pcsc.ts';
import { idText, modprobeRules } from './rules.ts';
import { type UsbReader, usbReaders } from './usb.ts';

/** Names of the kind of card with this answer to reset; none when it is not known. */
export type AtrNames = (atr: Uint8Array) => Promise<readonly string[]>;

/** Readers, and the card in each of the first few. */
export async function examineDesk(
  host: DoctorHost,
  context: PcscContext,
  atrNames: AtrNames,
): Promise<readonly ReaderFinding[]> {
  const names = await context.listReaders();
  const findings = [...(await examineReaders(host, names))];
  if (names.length === 0) return findings;
  const unaware = names
    .slice(0, READERS_MAX)
    .map((readerName) => ({ readerName, flags: new Set<never>(), eventCount: 0 }));
  const change = await context.getStatusChange(unaware, { timeoutMs: 0 });
  if (change.outcome !== 'changed') return findings;
  const isEmptyDesk = change.states.every(({ flags }) => !flags.has('present'));
  for (const state of change.states) {
    if (state.flags.has('present')) {
      findings.push(...(await examineCard(host, context, state, atrNames)));
    } else {
      const cause = isEmptyDesk ? 'card-absent' : 'slot-empty';
      findings.push(found('card', cause, { facts: { reader: state.readerName } }));
    }
  }
  return findings;
}

async function examineReaders(
  host: DoctorHost,
  names: readonly string[],
): Promise<readonly ReaderFinding[]> {
  const check = 'reader';
  const drivers = await pcscDrivers(host);
  const plugged = await usbReaders(host, (id) => drivers.some(({ lists }) => lists(id)));
  if (names.length > 0) {
    const facts = { readers: names.length, names: names.join(', ') };
    const listed = found(check, 'readers-listed', { facts });
    if (plugged === undefined || plugged.length <= names.length) return [listed];
    const devices = { devices: plugged.map(deviceText).join(', ') };
    return [listed, found('usb', 'fewer-readers-than-plugged-in', { facts: devices })];
  }
  if (plugged === undefined) return [found(check, 'no-reader-listed')];
  if (plugged.length === 0) return [found(check, 'no-reader-plugged-in')];
  return Promise.all(plugged.map((device) => whyNotListed(host, device, drivers)));
}

async function whyNotListed(
  host: DoctorHost,
  device: UsbReader,
  drivers: readonly PcscDriver[],
): Promise<ReaderFinding> {
  const check = 'reader';
  const facts = { device: deviceText(device) };
  if (device.heldBy.length > 0) {
    const held = { ...facts, driver: device.heldBy.join(' ') };
    return found(check, 'reader-held-by-kernel', {
      facts: held,
      file: modprobeRules(device.heldBy),
    });
  }
  const takes = (driver: PcscDriver) =>
    driver.lists(device) || (device.hasReaderClass && driver.takesReaderClass);
  if (drivers.some(takes)) return found(check, 'reader-not-taken-up', { facts });
  const hasClassDriver = drivers.some(({ takesReaderClass }) => takesReaderClass);
  return device.hasReaderClass && !hasClassDriver
    ? found(check, 'reader-without-driver', { facts, remedy: await installRemedy(host) })
    : found(check, 'reader-not-in-driver', { facts });
}

function deviceText({ vendorId, productId, name }: UsbReader): string {
  return `${idText(vendorId)}:${idText(productId)} ${name}`.trim();
}

async function examineCard(
  host: DoctorHost,
  context: PcscContext,
  { readerName, flags, atr }: ReaderStateOut,
  atrNames: AtrNames,
): Promise<readonly ReaderFinding[]> {
  const check = 'card';
  const facts = { reader: readerName };
  if (flags.has('mute')) return [found(check, 'card-mute', { facts })];
  if (flags.has('exclusive')) return [await cardTaken(host, facts)];
  try {
    // Left as it was found: others may be connected.
    const connection = await context.connect(readerName, 'shared');
    await connection.disconnect('leave');
  } catch (error) {
    const code = codeOf(error);
    if (code === 'reader.not-permitted') return [forbidden(host, 'card-forbidden', error, check)];
    const told = { ...facts, ...factsOf(error) };
    if (code === 'reader.in-use') return [await cardTaken(host, told)];
    const cause = CARD_FAILURES[code] ?? 'card-failed';
    const failure = found(check, cause, { facts: told });
    // The answer to reset may say why.
    return cause === 'card-failed'
      ? [failure, await examineAtr(readerName, atr, atrNames)]
      : [failure];
  }
  const cause = flags.has('inUse') ? 'card-shared' : 'card-answers';
  return [found(check, cause, { facts }), await examineAtr(readerName, atr, atrNames)];
}

async function cardTaken(host: DoctorHost, facts: ErrorDetail): Promise<ReaderFinding> {
  const holders = await runningHolders(host);
  const running = holders.length === 0 ? {} : { running: holders.join(' ') };
  return found('card', 'card-taken', { facts: { ...facts, ...running } });
}

const CARD_FAILURES: Readonly<Record<string, ReaderCause>> = {
  'reader.no-card': 'card-absent',
  'reader.card-removed': 'card-removed',
  'reader.card-mute': 'card-mute',
};

async function examineAtr(
  reader: string,
  atr: Uint8Array,
  atrNames: AtrNames,
): Promise<ReaderFinding> {
  const facts = { reader, atr: toHex(atr).toUpperCase() };
  const check = 'atr';
  try {
    parseAtr(atr);
  } catch (error) {
    return found(check, 'atr-malformed', { facts: { ...facts, ...factsOf(error) } });
  }
  const names = await atrNames(atr);
  return names.length > 0
    ? found(check, 'atr-known', { facts: { ...facts, names: names.join('; ') } })
    : found(check, 'atr-unknown', { facts });
}
