/** A printer at a serial port: 8 bits, no parity, 1 stop bit, as they leave the factory. */

import { within } from './unreachable.ts';

/** @throws OneCardError `print.printer-unreachable` */
export function sendToSerialPort(
  path: string,
  baudRate: number,
  bytes: Uint8Array,
  msMax: number,
): Promise<void> {
  return within(msMax, async (signal) => {
    // Loaded with the first print: most desks have no such printer.
    const { SerialPort } = await import('serialport');
    // XOFF is obeyed where a printer sends it; lines for the same are often not wired.
    const port = new SerialPort({ path, baudRate, autoOpen: false, xon: true });
    try {
      await called((done) => port.open(done));
      // What it did not take by then is thrown away: closing would wait for it.
      const giveUp = () => port.flush(() => port.close(() => undefined));
      signal.addEventListener('abort', giveUp, { once: true });
      await called((done) => port.write(Buffer.from(bytes), done));
      await called((done) => port.drain(done));
    } finally {
      if (port.isOpen) await called((done) => port.close(done));
    }
  });
}

function called(call: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => (error ? reject(error) : resolve()));
  });
}
