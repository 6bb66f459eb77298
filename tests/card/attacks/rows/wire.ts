/** Somebody between terminal and card, who hears everything and sends what he likes. */

import { concat, fromHex, toHex } from '../../../../src/bytes.ts';
import {
  parseCommand,
  prepareCommit,
  progressOf,
  type TransportLayer,
} from '../../../../src/card/index.ts';
import { send } from '../../../virtual/apdus.ts';
import { alteringSam, contentsIn } from '../../altered.ts';
import { usageAfter } from '../../issued.ts';
import {
  type Attack,
  bentAnswers,
  bentCommands,
  coreOf,
  eavesdropper,
  type Ground,
  hostOf,
  refusedBy,
  statusOf,
  visit,
} from '../ground.ts';

const [INS_INITIALIZE, INS_AUTHENTICATE, INS_READ, INS_APPEND, INS_UPDATE, INS_SIGN] = [
  0x50, 0x82, 0xb0, 0xe2, 0xd6, 0x2a,
] as const;
const INS_CHALLENGE = 0x88;
const OK = fromHex('9000');

/**
 * The card carries a write out and somebody turns its answer into an error. The session must be in
 * doubt, and the next tap must find what was done and finish it, once.
 */
async function forgedFailure(ground: Ground, ins: number, answer: string, expected: string) {
  const made = await ground.card();
  const bent = bentAnswers(() => fromHex(answer), ins);
  const session = await ground.open(made, {}, bent);
  const { record } = await ground.verified(session);
  const prepared = prepareCommit(record, coreOf(ground, 1), usageAfter());
  const name = await refusedBy(() => session.commit(prepared));
  const again = await refusedBy(() => session.commit(prepared));
  if (again !== 'card.session-in-doubt') throw new Error(again);
  await session.close();
  const next = await ground.open(made);
  const found = progressOf((await ground.verified(next)).record, prepared);
  if (found !== expected) throw new Error(found);
  await next.commit(prepared);
  const { log } = await contentsIn(made.store);
  if (log.length !== 1) throw new Error(`${log.length} records`);
  return name;
}

/** One command of the module's, sent to the card twice, and once more in the next channel. */
async function replayedAppend(ground: Ground, inNextChannel: boolean) {
  const made = await ground.card();
  const { heard, layer } = eavesdropper();
  await visit(ground, made, { layer });
  const append = heard.find(({ command }) => command[1] === INS_APPEND)!.command;
  const target = await hostOf(ground, made);
  if (inNextChannel) {
    const opened = heard.filter(({ command }) =>
      [INS_INITIALIZE, INS_AUTHENTICATE].includes(command[1] as 0x50 | 0x82),
    );
    for (const { command } of opened) await target.transmit(command);
  }
  const outcome = await statusOf(target, toHex(append));
  const { log } = await contentsIn(made.store);
  if (log.length !== 1) throw new Error(`${log.length} records`);
  return outcome;
}

/** An answer of the visit before in place of this one's. */
async function earlierAnswer(ground: Ground, ins: number) {
  const made = await ground.card();
  const { heard, layer } = eavesdropper();
  await visit(ground, made, { layer, after: 'nothing' });
  const { answer } = heard.find(({ command }) => command[1] === ins)!;
  return visit(ground, made, { layer: bentAnswers(() => answer, ins), after: 'nothing' });
}

/** Below the channel: what the card answered to one instruction the first time, for ever after. */
function firstAnswerAgain({ sams }: Ground, ins: number) {
  let first: Uint8Array | undefined;
  return alteringSam(sams.SETTLE, ins, (answer) => {
    first ??= answer;
    return first;
  });
}

/** The same protected command with the last `dropped` bytes of its MAC cut off. */
function withoutMacBytes(command: Uint8Array, dropped: number): Uint8Array {
  const { data } = parseCommand(command);
  const short = data.slice(0, -dropped);
  return concat([command.slice(0, 4), Uint8Array.of(short.length), short]);
}

export const WIRE: readonly Attack[] = [
  {
    kind: 'replayed command',
    tried: 'APPEND RECORD of a visit sent to the card again',
    refusedBy: 'status 6982',
    run: (ground) => replayedAppend(ground, false),
  },
  {
    kind: 'replayed command',
    tried: 'the whole opening of a channel played back, and a command after it',
    refusedBy: 'status 6982',
    run: (ground) => replayedAppend(ground, true),
  },
  {
    kind: 'replayed command',
    tried: 'one command of a visit delivered twice, the first answer thrown away',
    refusedBy: 'card.unexpected-status: 6982',
    async run(ground) {
      const layer: TransportLayer = (inner) => ({
        async transmit(command) {
          if (command[1] === INS_APPEND) await inner.transmit(command);
          return inner.transmit(command);
        },
        close: () => inner.close(),
      });
      return visit(ground, await ground.card(), { layer });
    },
  },
  {
    kind: 'replayed response',
    tried: 'an answer of this channel given again to the next command',
    refusedBy: 'crypto.channel-response-forged: mac',
    async run(ground) {
      let last: Uint8Array | undefined;
      const layer = bentAnswers((answer, command) => {
        if (command[0] !== 0x04) return answer;
        last ??= answer;
        return last;
      }, INS_READ);
      return visit(ground, await ground.card(), { layer });
    },
  },
  {
    kind: 'replayed response',
    tried: 'the card’s proof of an earlier channel (INITIALIZE UPDATE)',
    refusedBy: 'crypto.channel-card-unproven',
    run: (ground) => earlierAnswer(ground, INS_INITIALIZE),
  },
  {
    kind: 'replayed response',
    tried: 'the answer to an earlier challenge, by somebody below the channel',
    refusedBy: 'card-key: wrong-signature',
    async run(ground) {
      const made = await ground.card();
      const sam = firstAnswerAgain(ground, INS_CHALLENGE);
      let calls = 0;
      const random = {
        bytes(count: number) {
          calls += 1;
          return new Uint8Array(count).fill(calls);
        },
      };
      await visit(ground, made, { sam, random });
      return visit(ground, made, { sam, random });
    },
  },
  {
    kind: 'replayed response',
    tried: 'the card’s signature under an earlier settlement',
    refusedBy: 'card.settlement-signature-invalid',
    async run(ground) {
      const made = await ground.card();
      const sam = firstAnswerAgain(ground, INS_SIGN);
      await visit(ground, made, { sam });
      return visit(ground, made, { sam });
    },
  },
  {
    kind: 'replayed response',
    tried: 'the card’s signature under this very settlement, given a second time',
    refusedBy: 'card.counter-not-monotonic',
    async run(ground) {
      const made = await ground.card();
      const session = await ground.open(made, { sam: firstAnswerAgain(ground, INS_SIGN) });
      const { record } = await ground.verified(session);
      const prepared = prepareCommit(record, coreOf(ground, 1), usageAfter());
      await session.commit(prepared);
      return refusedBy(() => session.commit(prepared));
    },
  },
  {
    kind: 'forged status word',
    tried: 'the card appended the log record, the terminal is told 6581',
    refusedBy: 'card.unexpected-status: 6581',
    run: (ground) => forgedFailure(ground, INS_APPEND, '6581', 'log-pending'),
  },
  {
    kind: 'forged status word',
    tried: 'the card wrote the state, the terminal is told 6985',
    refusedBy: 'card.unexpected-status: 6985',
    run: (ground) => forgedFailure(ground, INS_UPDATE, '6985', 'state-written'),
  },
  {
    kind: 'forged status word',
    tried: 'the card wrote the state, the terminal is told 6C10 and sends again',
    refusedBy: 'card.unexpected-status: 6C10',
    run: (ground) => forgedFailure(ground, INS_UPDATE, '6C10', 'state-written'),
  },
  {
    kind: 'forged status word',
    tried: 'the card wrote the state, the terminal is told 6110 and asks for more',
    refusedBy: 'card.unexpected-status: 6D00',
    run: (ground) => forgedFailure(ground, INS_UPDATE, '6110', 'state-written'),
  },
  {
    kind: 'forged status word',
    tried: 'the card refused, the terminal is told 9000',
    refusedBy: 'crypto.channel-response-forged: mac-missing',
    async run(ground) {
      const made = await ground.card();
      const host = await hostOf(ground, made, 'READ', (target) => ({
        async transmit(command) {
          const answer = await target.transmit(command);
          return answer[0] === 0x69 ? OK : answer;
        },
      }));
      return refusedBy(() => send(host, '00D684000153'));
    },
  },
  {
    kind: 'forged status word',
    tried: 'a command that never reached the card, answered 9000',
    refusedBy: 'crypto.channel-response-forged: mac-missing',
    async run(ground) {
      const layer: TransportLayer = (inner) => ({
        transmit: async (command) => (command[1] === INS_UPDATE ? OK : inner.transmit(command)),
        close: () => inner.close(),
      });
      return visit(ground, await ground.card(), { layer });
    },
  },
  {
    kind: 'truncated MAC',
    tried: 'a command whose MAC is cut to 4 bytes',
    refusedBy: 'card.unexpected-status: 6982',
    async run(ground) {
      const layer = bentCommands((command) => withoutMacBytes(command, 4), INS_APPEND);
      return visit(ground, await ground.card(), { layer });
    },
  },
  {
    kind: 'truncated MAC',
    tried: 'a command of an S16 channel with half of its MAC',
    refusedBy: 'card.unexpected-status: 6982',
    async run(ground) {
      const layer = bentCommands((command) => withoutMacBytes(command, 8), INS_APPEND);
      return visit(ground, await ground.card(), { layer, size: 'S16' });
    },
  },
  {
    kind: 'truncated MAC',
    tried: 'an answer whose MAC is cut to 4 bytes',
    refusedBy: 'crypto.channel-response-forged: mac',
    async run(ground) {
      const cut = (answer: Uint8Array, command: Uint8Array) =>
        command[0] === 0x04 ? concat([answer.slice(0, -6), OK]) : answer;
      return visit(ground, await ground.card(), { layer: bentAnswers(cut, INS_READ) });
    },
  },
  {
    kind: 'truncated MAC',
    tried: 'an answer of an S16 channel with half of its MAC',
    refusedBy: 'crypto.channel-response-forged: mac',
    async run(ground) {
      const cut = (answer: Uint8Array, command: Uint8Array) =>
        command[0] === 0x04 ? concat([answer.slice(0, -10), OK]) : answer;
      const layer = bentAnswers(cut, INS_READ);
      return visit(ground, await ground.card(), { layer, size: 'S16' });
    },
  },
];
