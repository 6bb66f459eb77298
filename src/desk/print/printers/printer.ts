/** 打印机: where the bytes of a print go, and on what paper. */

import { OneCardError } from '../../../errors/index.ts';
import { PAPERS, type PaperName } from '../paper.ts';
import { sendToDevice } from './device.ts';
import { sendToHost } from './network.ts';
import { sendToSerialPort } from './serialPort.ts';

/** Milliseconds for a printer to take a slip: 30 cm at 9,600 baud are five seconds. */
export const SEND_MS_MAX = 20_000;

/** Rolls alone: other paper is printed by the system. */
export type RollName = '80mm' | '58mm';

export interface Printer {
  /** By which a page or a program asks for it. */
  readonly name: string;
  readonly paper: RollName;
  /** Returns once the printer, or what stands before it, took every byte. @throws OneCardError `print.printer-unreachable` */
  send(bytes: Uint8Array): Promise<void>;
}

const NAME = /^[\p{L}\p{N}_-]{1,40}$/u;
const TCP_PORT_MAX = 65_535;
const BAUD = /^\d{4,7}$/;

/**
 * A printer as an option names it: `NAME=ADDRESS,PAPER`, its address `tcp:HOST:PORT`, `serial:PORT:BAUD` or
 * the file of a device.
 * @throws TypeError when it is not written so
 *
 * @example A till's printer behind USB
 * ```ts
 * const printer = parsePrinter('till=/dev/usb/lp0,80mm');
 * ```
 */
export function parsePrinter(text: string): Printer {
  const [, name = '', address = '', paper = ''] = /^([^=]*)=(.*),([^,]*)$/.exec(text) ?? [];
  if (!NAME.test(name)) throw new TypeError('"printer" expected NAME=ADDRESS,PAPER');
  if (!isRoll(paper)) throw new TypeError('"printer" expected 80mm or 58mm paper');
  return { name, paper, send: sender(address) };
}

export function isRoll(paper: string): paper is RollName {
  return Object.hasOwn(PAPERS, paper) && PAPERS[paper as PaperName].kind === 'roll';
}

function sender(address: string): Printer['send'] {
  const [kind] = address.split(':');
  if (kind !== 'tcp' && kind !== 'serial') {
    if (address === '') throw new TypeError('"printer" expected an address');
    return (bytes) => sendToDevice(address, bytes, SEND_MS_MAX);
  }
  const found = /^\w+:(.+):(\d+)$/.exec(address);
  const [, place = '', number = ''] = found ?? [];
  if (kind === 'serial') {
    if (!BAUD.test(number)) throw new TypeError('"printer" expected serial:PORT:BAUD');
    return (bytes) => sendToSerialPort(place, Number(number), bytes, SEND_MS_MAX);
  }
  const port = Number(number);
  if (!found || port < 1 || port > TCP_PORT_MAX) {
    throw new TypeError('"printer" expected tcp:HOST:PORT');
  }
  return (bytes) => sendToHost(place, port, bytes, SEND_MS_MAX);
}

/** The printer of that name. @throws OneCardError `print.printer-unknown` */
export function printerOf(printers: readonly Printer[], name: string): Printer {
  const found = printers.find((each) => each.name === name);
  if (!found) throw new OneCardError('print.printer-unknown', { count: printers.length });
  return found;
}
