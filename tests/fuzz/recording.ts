import { equalBytes, fromHex, utf8 } from '../../src/bytes.ts';
import {
  parseRecording,
  type Recording,
  renderRecording,
  replayCard,
} from '../../src/card/index.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, pickNumber, pickOne, unlessRefused } from './harness/inputs.ts';

const FAILURES = ['reader.card-removed', 'card.chain-too-long'] as const;

/** A recording of its own making: short ones, for it is the text that is damaged. */
function picked(random: () => number): Recording {
  const exchanges = Array.from({ length: pickNumber(random, 6) }, () => ({
    command: pickBytes(random, 40),
    answer:
      random() < 0.8
        ? ({ outcome: 'answered', response: pickBytes(random, 60) } as const)
        : ({
            outcome: 'failed',
            code: pickOne(random, FAILURES),
          } as const),
  }));
  return {
    card: pickOne(random, ['virtual card', 'test card bench 3']),
    atr: random() < 0.5 ? fromHex('3B021450') : pickBytes(random, 33),
    protocol: pickOne(random, ['T=0', 'T=1', 'unknown']),
    exchanges,
  };
}

/** A text that is accepted is the one text of its recording; a replay answers to nothing else. */
export const recording: FuzzEntry = {
  name: 'recordings',
  inputsPerRun: 1,
  async run(random) {
    const text = renderRecording(picked(random));
    const back = parseRecording(text);
    must(renderRecording(back) === text, 'a recording comes back as it went');

    const broken = damaged(random, [utf8(text), utf8('# ONECARD RECORDING 1\n')]);
    const brokenText = Buffer.from(broken).toString(random() < 0.5 ? 'latin1' : 'utf8');
    const accepted = unlessRefused(['trace'], () => parseRecording(brokenText));
    if (accepted) must(renderRecording(accepted) === brokenText, 'an accepted text is canonical');

    const replay = replayCard(back);
    for (const { command, answer } of back.exchanges) {
      const other = damaged(random, [command]);
      if (!equalBytes(other, command)) await refused(replay.transmit(other), 'trace.other-command');
      if (answer.outcome === 'failed') await refused(replay.transmit(command), answer.code);
      else must(equalBytes(await replay.transmit(command), answer.response), 'the recorded answer');
    }
    replay.assertFinished();
    await refused(replay.transmit(fromHex('00B00000')), 'trace.recording-ended');
  },
};

async function refused(work: Promise<unknown>, code: string): Promise<void> {
  const error: unknown = await work.then(
    () => undefined,
    (reason) => reason,
  );
  must((error as { code?: unknown })?.code === code, `refused as ${code}`);
}
