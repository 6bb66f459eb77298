// What every peer sends: SELECT of the OneCard application, then READ BINARY of 240 bytes.
import { createInterface } from 'node:readline';

const SELECT = Buffer.from('00A4040009F04F4E45434152440100', 'hex');
const READ = Buffer.from('00B08200F0', 'hex');

/**
 * Serves the line protocol of peer.mjs until standard input ends.
 * @param {(command: Buffer) => Promise<Uint8Array>} transmit
 */
export async function serveLines(transmit) {
  console.log('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'read') {
      const responses = [await transmit(SELECT), await transmit(READ)];
      console.log(Buffer.concat(responses).toString('hex'));
    } else {
      console.log(String(await medianTime(transmit, Number(line.split(' ')[1]))));
    }
  }
}

/** Median of `count` exchanges, in nanoseconds. */
async function medianTime(transmit, count) {
  await transmit(SELECT);
  const times = new BigInt64Array(count);
  for (let index = 0; index < count; index++) {
    const start = process.hrtime.bigint();
    await transmit(READ);
    times[index] = process.hrtime.bigint() - start;
  }
  return times.sort()[count >> 1];
}
