import { milliseconds } from './line.mjs';
import { STEPS } from './visit.mjs';

/** Card APDUs of a visit at a desk where nobody waits. */
const APDUS_MAX = 24;
/** Bytes on the line for each byte that the visit is about: headers, padding, MACs, the channel's opening. */
const OVERHEAD_AIM = 1.5;
const BAUD = [9_600, 115_200];

export function printVisits(visits) {
  console.log('a visit: open, read, prove, settle (fix the bytes of a decided bill), write, sign');
  const head = ['suite', 'MAC', 'commit', 'APDUs', 'SAM', 'bytes to', 'from', '9600', '115200'];
  print([...head, ...STEPS.map((step) => `${step} µs`)]);
  for (const { suite, size, commit, card, samApdus, steps } of visits) {
    const seconds = BAUD.map((baud) => `${(milliseconds(card.etu, baud) / 1000).toFixed(2)} s`);
    const counts = [card.apdus, samApdus, card.sentBytes, card.receivedBytes];
    const times = STEPS.map((step) => Math.round(steps[step]));
    print([suite, size, commit, ...counts, ...seconds, ...times]);
  }
}

function print(columns) {
  const widths = [22, 4, 9, 6, 5, 9, 6, 8, 8];
  console.log(columns.map((text, index) => `${text}`.padEnd(widths[index] ?? 10)).join(''));
}

export function printFormula() {
  console.log(`card time: T=1, (bytes + 4 a block) × 12 etu + 10 etu a change of direction, one etu = 1/baud s;
  blocks of 254 bytes at most, chained ones acknowledged. What card and module compute is not in it, nor in the
  host's µs (processor time of this process, smallest of all rounds).`);
}

export function figuresOfVisits(visits) {
  return visits.flatMap(({ suite, size, commit, card, contentBytes }) => {
    const name = `${suite}, ${size}, ${commit}`;
    const lineBytes = card.sentBytes + card.receivedBytes;
    return [
      figure(`${name}: card APDUs of a visit`, card.apdus, APDUS_MAX, 'budget', 'APDU', 1),
      figure(
        `${name}: bytes on the line`,
        lineBytes,
        contentBytes,
        'the contents alone, without a byte of protocol',
        'byte',
        OVERHEAD_AIM,
      ),
    ];
  });
}

function figure(name, ours, peer, peerName, unit, aim) {
  const ratio = Math.round((ours / peer) * 100) / 100;
  return { name, ours, peer, peerName, unit, ratio, aim, holds: ours <= peer * aim };
}
