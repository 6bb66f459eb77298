import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import {
  type CardTransport,
  encodeCommand,
  parseCommand,
  withGetResponse,
  withRightLe,
} from '../../../src/card/index.ts';
import { T0Card, type T0CardStep } from '../../../src/reader/t0/card.ts';
import { T0Host, type T0Step } from '../../../src/reader/t0/host.ts';

const show = (step: T0Step): string =>
  step.type === 'send' ? `> ${toHex(step.tpdu)}` : `= ${toHex(step.response)}`;

function play(command: string, script: readonly (readonly [answer: string, then: string])[]) {
  const host = new T0Host();
  const steps = [show(host.transmit(fromHex(command)))];
  for (const [answer] of script) steps.push(show(host.received(fromHex(answer))));
  return steps;
}

describe('the seven cases', () => {
  test.each([
    ['00a40000', '> 00a4000000'],
    ['00b0000010', '> 00b0000010'],
    ['00b0000000', '> 00b0000000'],
    ['00d6000002aabb', '> 00d6000002aabb'],
    ['00a4040002aabb00', '> 00a4040002aabb'],
    ['00b000000000ff', '> 00b00000ff'],
    ['00b00000000100', '> 00b0000000'],
    ['00b00000000000', '> 00b0000000'],
    ['00d60000000002aabb', '> 00d6000002aabb'],
    ['00a40400000002aabb0000', '> 00a4040002aabb'],
  ])('%s goes out as %s', (command, tpdu) => {
    expect(play(command, [])).toEqual([tpdu]);
  });

  test('61 xx and 6C xx go up untouched, as libccid hands them on', () => {
    expect(play('00a4040002aabb00', [['6105', '']])).toEqual(['> 00a4040002aabb', '= 6105']);
    expect(play('00b0000010', [['6c04', '']])).toEqual(['> 00b0000010', '= 6c04']);
  });

  test('case 4S: a bare 9000 is followed by GET RESPONSE with the command’s Le', () => {
    expect(
      play('90a4040002aabb08', [
        ['9000', ''],
        ['0102030405060708' + '9000', ''],
      ]),
    ).toEqual(['> 90a4040002aabb', '> 80c0000008', '= 01020304050607089000']);
  });

  test('case 4S: a 6C xx to that GET RESPONSE repeats it once, never the command', () => {
    expect(
      play('00a4040002aabb00', [
        ['9000', ''],
        ['6c02', ''],
        ['01029000', ''],
      ]),
    ).toEqual(['> 00a4040002aabb', '> 00c0000000', '> 00c0000002', '= 01029000']);
    expect(
      play('00a4040002aabb00', [
        ['9000', ''],
        ['6c02', ''],
        ['6c02', ''],
      ]).at(-1),
    ).toBe('= 9000');
  });

  test('case 4S: a card with nothing to say refuses GET RESPONSE, and 9000 stands', () => {
    for (const refusal of ['6985', '6d00', '6f00']) {
      expect(
        play('00a4040002aabb00', [
          ['9000', ''],
          [refusal, ''],
        ]).at(-1),
      ).toBe('= 9000');
    }
    expect(
      play('00a4040002aabb00', [
        ['9000', ''],
        ['6102', ''],
      ]).at(-1),
    ).toBe('= 6102');
  });

  test('more than 255 bytes go out in ENVELOPEs, and a refusal ends them', () => {
    const data = '11'.repeat(300);
    const command = `00d6000000012c${data}`;
    const steps = play(command, [
      ['9000', ''],
      ['9000', ''],
    ]);
    expect(steps[0]).toBe(`> 00c20000ff${command.slice(0, 510)}`);
    expect(steps[1]).toBe(`> 00c20000${(307 - 255).toString(16)}${command.slice(510)}`);
    expect(steps[2]).toBe('= 9000');
    expect(play(command, [['6d00', '']]).at(-1)).toBe('= 6d00');
  });
});

test.each([
  ['00a40000', ''],
  ['00a40000', '90'],
  ['00a40000', '019000'],
  ['00b0000001', '01029000'],
])('%s answered by "%s" is no answer', (command, answer) => {
  expect(() => play(command, [[answer, '']])).toThrow(/reader.malformed-message/);
});

describe('the card’s side', () => {
  const showCard = (step: T0CardStep): string =>
    step.type === 'command' ? `run ${toHex(step.command)}` : `< ${toHex(step.answer)}`;
  const got = (card: T0Card, hex: string) => showCard(card.received(fromHex(hex)));
  const respond = (card: T0Card, hex: string) => showCard(card.respond(fromHex(hex)));

  test('6C xx, and the same command with that Le is not run again', () => {
    const card = new T0Card();
    expect(got(card, '00b0000010')).toBe('run 00b0000010');
    expect(respond(card, '01020304' + '9000')).toBe('< 6c04');
    expect(got(card, '00b0000004')).toBe('< 010203049000');
    expect(got(card, '00b0000004')).toBe('run 00b0000004');
  });

  test('61 xx, 6C xx to GET RESPONSE, the answer in two parts', () => {
    const card = new T0Card();
    expect(got(card, '00a4040002aabb')).toBe('run 00a4040002aabb00');
    expect(respond(card, '01020304056282')).toBe('< 6105');
    expect(got(card, '00c0000006')).toBe('< 6c05');
    expect(got(card, '00c0000002')).toBe('< 01026103');
    expect(got(card, '00c0000003')).toBe('< 0304056282');
    expect(got(card, '00c0000003')).toBe('< 6985');
  });

  test('a command that only takes data is given no Le, unless secure messaging answers it', () => {
    const card = new T0Card();
    expect(got(card, '00d6000002aabb')).toBe('run 00d6000002aabb');
    expect(respond(card, '9000')).toBe('< 9000');
    expect(got(card, '0cd6000002aabb')).toBe('run 0cd6000002aabb00');
    expect(respond(card, '019000')).toBe('< 6101');
  });

  test('a length that does not agree', () => {
    const card = new T0Card();
    expect(got(card, '00a4040003aabb')).toBe('< 6700');
    expect(got(card, '00')).toBe('< 6700');
    expect(() => card.respond(fromHex('9000'))).toThrow(RangeError);
  });
});

/** A T=0 card behind a T=0 host, as one transport. */
function overT0(run: (command: Uint8Array) => Uint8Array, ne: number): CardTransport {
  const host = new T0Host();
  const card = new T0Card({ ne });
  return {
    async transmit(command) {
      let step = host.transmit(command);
      while (step.type === 'send') {
        let answer = card.received(step.tpdu);
        if (answer.type === 'command') answer = card.respond(run(answer.command));
        if (answer.type === 'command') throw new Error('a response cannot be a command');
        step = host.received(answer.answer);
      }
      return step.response;
    },
    close: async () => undefined,
  };
}

test('with the two layers every command gets its whole answer, and runs once', async () => {
  const scenario = fc.record({
    data: fc.uint8Array({ maxLength: 600 }),
    ne: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 70_000 })),
    answer: fc.uint8Array({ maxLength: 1_000 }),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ data, ne, answer }) => {
      const wanted = Math.min(ne, 65_536);
      // A card that keeps to the standard answers at most Ne bytes; T=0 has no case 2 without an Le.
      const response = answer.slice(0, wanted);
      let runs = 0;
      const card = overT0((command) => {
        runs++;
        expect(toHex(parseCommand(command).data)).toBe(toHex(data));
        return Uint8Array.of(...response, 0x90, 0);
      }, 65_536);
      const transport = withGetResponse(withRightLe(card));
      const command = { cla: 0, ins: 0xa4, p1: 4, p2: 0, data, ne: wanted };
      const result = await transport.transmit(encodeCommand(command));
      expect(toHex(result)).toBe(`${toHex(response)}9000`);
      expect(runs).toBe(1);
    }),
    { numRuns: 300 },
  );
});
