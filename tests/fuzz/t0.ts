import { equalBytes } from '../../src/bytes.ts';
import { encodeCommand, parseCommand } from '../../src/card/index.ts';
import { T0Card, T0Host, type T0Step } from '../../src/reader/t0/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { must, pickByte, pickBytes, pickNumber, unlessRefused } from './harness/inputs.ts';
import type { Random } from './harness/random.ts';

/** 258 ENVELOPEs and three rounds of GET RESPONSE. */
const STEPS_MAX = 300;

/** The host ends whatever the reader answers; the card answers whatever TPDU comes. */
export const t0: FuzzEntry = {
  name: 'T=0',
  run(random, inputs) {
    for (let input = 0; input < inputs; input++) {
      host(random);
      card(random);
    }
  },
};

function host(random: Random): void {
  const engine = new T0Host();
  const [cla, ins, p1, p2] = pickBytes4(random);
  const data = pickBytes(random, random() < 0.1 ? 3_000 : 260);
  const ne = random() < 0.5 ? 0 : 1 + pickNumber(random, 65_536);
  const command = encodeCommand({ cla, ins, p1, p2, data, ne });
  unlessRefused(['reader'], () => {
    let step: T0Step = engine.transmit(command);
    for (let steps = 0; step.type === 'send'; steps++) {
      must(steps < STEPS_MAX, 'the host ends whatever it hears');
      must(step.tpdu.length >= 5 && step.tpdu.length <= 260, 'a TPDU fits the reader');
      step = engine.received(answer(random));
    }
  });
}

/** Mostly answers that lead on. */
function answer(random: Random): Uint8Array {
  const data = random() < 0.8 ? new Uint8Array(0) : pickBytes(random, 260);
  const sw1 = [0x90, 0x90, 0x90, 0x61, 0x6c, pickByte(random)][pickNumber(random, 6)]!;
  return Uint8Array.of(...data, sw1, random() < 0.7 ? 0 : pickByte(random));
}

function card(random: Random): void {
  const engine = new T0Card();
  for (let steps = 0; steps < 20; steps++) {
    const [cla, ins, p1, p2] = pickBytes4(random);
    const data = pickBytes(random, 255);
    const p3 = random() < 0.8 ? data.length : pickByte(random);
    const chosen = [0xc0, 0xc2, ins][pickNumber(random, 3)]!;
    const step = engine.received(Uint8Array.of(cla, chosen, p1, p2, p3, ...data));
    if (step.type === 'answer') {
      must(step.answer.length >= 2 && step.answer.length <= 258, 'an answer fits the reader');
      continue;
    }
    const command = unlessRefused(['card'], () => parseCommand(step.command));
    const sent = command && equalBytes(encodeCommand(command), step.command);
    must(!command || sent === true || command.isExtended === true, 'the card gets whole commands');
    const response = Uint8Array.of(...pickBytes(random, 300), 0x90, 0x00);
    must(engine.respond(response).type === 'answer', 'a response is answered with');
  }
}

function pickBytes4(random: Random): readonly [number, number, number, number] {
  return [pickByte(random), pickByte(random), pickByte(random), pickByte(random)];
}
