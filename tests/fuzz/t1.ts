import { equalBytes } from '../../src/bytes.ts';
import {
  decodeBlock,
  type Edc,
  encodeBlock,
  T1Card,
  type T1CardStep,
  T1Host,
  type T1HostStep,
} from '../../src/reader/t1/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickByte, pickBytes, pickNumber, pickOne } from './harness/inputs.ts';
import type { Random } from './harness/random.ts';

/** Blocks that one exchange may take: 3 resynchronisations of 3 attempts, and the card's requests. */
const STEPS_MAX = 20_000;

/**
 * Either side against hostile bytes ends; both sides over a bad line give the right answer or a named
 * failure, and a command runs at most once.
 */
export const t1: FuzzEntry = {
  name: 'T=1',
  inputsPerRun: 8,
  run(random, inputs) {
    for (let input = 0; input < inputs; input++) {
      const edc: Edc = random() < 0.7 ? 'lrc' : 'crc';
      block(random, edc);
      hostileCard(random, edc);
      hostileReader(random, edc);
      badLine(random, edc);
    }
  },
};

function block(random: Random, edc: Edc): void {
  const bytes =
    random() < 0.5 ? pickBytes(random, 300) : damaged(random, [hostileBlock(random, edc)]);
  const decoded = decodeBlock(bytes, edc);
  if (decoded.outcome === 'broken') return;
  must(equalBytes(encodeBlock(decoded.block, edc), bytes), 'a block has one form');
}

/** A block that is right in itself, of any kind, and now and then not. */
function hostileBlock(random: Random, edc: Edc): Uint8Array {
  const sequence = random() < 0.5 ? 0 : 1;
  const kind = pickNumber(random, 4);
  if (kind === 0) {
    const information = pickBytes(random, random() < 0.1 ? 254 : 12);
    return encodeBlock({ kind: 'I', sequence, hasMore: random() < 0.4, information }, edc);
  }
  if (kind === 1) {
    const fault = pickOne(random, [undefined, 'edc', 'other'] as const);
    return encodeBlock({ kind: 'R', sequence, fault }, edc);
  }
  if (kind === 2) {
    const type = pickOne(random, ['resynch', 'ifs', 'abort', 'wtx'] as const);
    const value = type === 'resynch' || type === 'abort' ? 0 : 1 + pickNumber(random, 254);
    return encodeBlock({ kind: 'S', type, isResponse: random() < 0.5, value }, edc);
  }
  return pickBytes(random, 20);
}

function hostileCard(random: Random, edc: Edc): void {
  const host = new T1Host({ ifsc: 1 + pickNumber(random, 254), edc });
  let step: T1HostStep =
    random() < 0.3
      ? host.negotiateIfsd(1 + pickNumber(random, 254))
      : host.transmit(Uint8Array.of(pickByte(random), ...pickBytes(random, 600)));
  for (let steps = 0; step.type === 'send'; steps++) {
    must(steps < STEPS_MAX, 'the host ends whatever it hears');
    must(decodeBlock(step.block, edc).outcome === 'block', 'the host sends blocks');
    step = random() < 0.1 ? host.lost('other') : host.received(hostileBlock(random, edc));
  }
}

function hostileReader(random: Random, edc: Edc): void {
  const card = new T1Card({ ifsc: 1 + pickNumber(random, 254), edc });
  let isRunning = false;
  for (let steps = 0; steps < 40; steps++) {
    const step: T1CardStep =
      isRunning && random() < 0.7
        ? card.respond(pickBytes(random, 600))
        : card.received(hostileBlock(random, edc));
    if (step.type === 'command') isRunning = true;
    else if (step.type === 'send' || step.type === 'dropped') {
      must(decodeBlock(step.block, edc).outcome === 'block', 'the card sends blocks');
      isRunning = false;
    }
  }
}

function badLine(random: Random, edc: Edc): void {
  const ifsc = 1 + pickNumber(random, 40);
  const host = new T1Host({ ifsc, edc });
  const card = new T1Card({ ifsc, edc });
  const command = Uint8Array.of(1, ...pickBytes(random, 100));
  const response = Uint8Array.of(...pickBytes(random, 100), 0x90, 0);
  const badness = random() * 0.4;
  let runs = 0;
  let step = host.transmit(command);
  for (let steps = 0; step.type === 'send'; steps++) {
    must(steps < STEPS_MAX, 'an exchange ends');
    const heard = overLine(random, badness, step.block);
    let answer = heard && card.received(heard);
    if (answer?.type === 'command') {
      runs++;
      must(equalBytes(answer.command, command), 'the card gets the command that was sent');
      answer = card.respond(response);
    }
    const back = answer && 'block' in answer ? overLine(random, badness, answer.block) : undefined;
    step = back ? host.received(back) : host.lost('other');
  }
  must(runs <= 1, 'a command runs at most once');
  if (step.type !== 'response') return;
  must(equalBytes(step.response, response) && runs === 1, 'the answer is the card’s');
}

/** One changed byte at most: what both error detection codes must see. */
function overLine(random: Random, badness: number, sent: Uint8Array): Uint8Array | undefined {
  if (random() >= badness) return sent;
  if (random() < 0.4) return undefined;
  const changed = sent.slice();
  const index = pickNumber(random, changed.length);
  changed[index] = changed[index]! ^ (1 + pickNumber(random, 255));
  return changed;
}
