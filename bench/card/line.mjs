/** A line to a card that counts what goes over it, and the time that a contact would need for it. */

/** T=1 (ISO/IEC 7816-3:2006 §11.3): NAD, PCB, LEN before the field, one LRC behind it. */
const BLOCK_BYTES = 4;
/** Bytes that a block carries at most (§11.4.2): what both ends agree on after the reset. */
const FIELD_BYTES_MAX = 254;
/** A start bit, 8 of data, a parity bit and 2 of guard time (§7.2, §7.3, with no extra guard time). */
const ETU_PER_BYTE = 12;
/** Between the last byte of one side and the first of the other 22 etu pass from edge to edge (§11.4.3). */
const ETU_PER_TURN = 22 - ETU_PER_BYTE;

/** Measures the processor time that `work` takes in this process, in microseconds. */
async function cpuMicroseconds(work) {
  const start = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(start);
  return { value, us: user + system };
}

/** A transport that counts; what the chip computes meanwhile is counted apart from the host. */
export function counted(inner) {
  const count = { apdus: 0, sentBytes: 0, receivedBytes: 0, etu: 0, chipUs: 0 };
  return {
    count,
    async transmit(command) {
      const { value: answer, us } = await cpuMicroseconds(() => inner.transmit(command));
      count.apdus += 1;
      count.sentBytes += command.length;
      count.receivedBytes += answer.length;
      count.chipUs += us;
      count.etu += etuOf(command.length) + etuOf(answer.length);
      return answer;
    },
    close: () => inner.close(),
  };
}

/** One APDU in its blocks: a chain is acknowledged block by block; each side answers once in turn. */
function etuOf(apduBytes) {
  const blocks = Math.max(1, Math.ceil(apduBytes / FIELD_BYTES_MAX));
  const acknowledgements = blocks - 1;
  const bytes = apduBytes + (blocks + acknowledgements) * BLOCK_BYTES;
  return bytes * ETU_PER_BYTE + (blocks + acknowledgements) * ETU_PER_TURN;
}

/** `etu` of some APDUs as milliseconds at so many baud. */
export function milliseconds(etu, baud) {
  return (1000 * etu) / baud;
}

export { cpuMicroseconds };
