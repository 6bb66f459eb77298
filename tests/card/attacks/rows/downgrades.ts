/** Somebody who talks terminal and card into less: no protection, another suite, older keys. */

import { concat, fromHex } from '../../../../src/bytes.ts';
import { FILES, type TransportLayer } from '../../../../src/card/index.ts';
import { SELECT_APPLICATION } from '../../../virtual/apdus.ts';
import { contentsIn } from '../../altered.ts';
import { type Attack, bentAnswers, bentCommands, hostOf, visit } from '../ground.ts';

const [INS_INITIALIZE, INS_AUTHENTICATE, INS_READ, INS_APPEND] = [0x50, 0x82, 0xb0, 0xe2] as const;

/** EF.CARD changed on its way; its last bytes are suite, key versions, last day and profile. */
function identityBent(change: (file: Uint8Array) => Uint8Array): TransportLayer {
  const { sfi } = FILES['EF.CARD'];
  const isIdentity = (command: Uint8Array) => command[0] === 0 && command[2] === (0x80 | sfi);
  return bentAnswers(
    (answer, command) => (isIdentity(command) ? change(answer) : answer),
    INS_READ,
  );
}

/** Key 4 of EF.CARD is a list of three numbers, each `18 xx`; key 3 the suite before it. */
function rewritten(suite: number | undefined, addToVersions: number) {
  return (file: Uint8Array): Uint8Array => {
    const at = file.findIndex((byte, index) => byte === 0x04 && file[index + 1] === 0x83);
    const bent = file.slice();
    if (suite !== undefined) bent[at - 1] = suite;
    for (const offset of [3, 5, 7]) bent[at + offset]! += addToVersions;
    return bent;
  };
}

const level = (value: number): Attack => ({
  kind: 'downgraded level',
  tried: `EXTERNAL AUTHENTICATE turned to level ${value.toString(16).padStart(2, '0')}`,
  refusedBy: 'card.channel-not-opened: 6982',
  async run(ground) {
    const layer = bentCommands((command) => command.with(2, value), INS_AUTHENTICATE);
    return visit(ground, await ground.card(), { layer });
  },
});

const implementation = (tried: string, options: number, size: 'S8' | 'S16' = 'S8'): Attack => ({
  kind: 'downgraded level',
  tried,
  refusedBy: 'crypto.channel-downgraded',
  async run(ground) {
    const layer = bentAnswers((answer) => answer.with(12, options), INS_INITIALIZE);
    return visit(ground, await ground.card(), { layer, size });
  },
});

export const DOWNGRADES: readonly Attack[] = [
  level(0x00),
  level(0x01),
  level(0x03),
  level(0x13),
  implementation('a card that says it encrypts no answers (i = 30)', 0x30),
  implementation('a card that says it protects no answers (i = 10)', 0x10),
  implementation('a card that says its challenges are random (i = 60)', 0x60),
  implementation('an S16 channel answered as S8 (i = 70)', 0x70, 'S16'),
  {
    kind: 'downgraded level',
    tried: 'a command sent on in the clear',
    refusedBy: 'card.unexpected-status: 6982',
    async run(ground) {
      const plain = concat([fromHex('00E2003080'), new Uint8Array(128).fill(0x53)]);
      return visit(ground, await ground.card(), { layer: bentCommands(() => plain, INS_APPEND) });
    },
  },
  {
    kind: 'downgraded level',
    tried: 'SELECT that offers the one-command settlement on a card without it',
    refusedBy: 'card.unexpected-status: 6D00',
    async run(ground) {
      const made = await ground.card();
      const atomic = await ground.card('atomic');
      const offer = await (await hostOf(ground, atomic)).transmit(fromHex(SELECT_APPLICATION));
      const outcome = await visit(ground, made, { layer: bentAnswers(() => offer, 0xa4) });
      const { log } = await contentsIn(made.store);
      return log.length === 0 ? outcome : 'accepted';
    },
  },
  {
    kind: 'downgraded suite',
    tried: 'EF.CARD names the other suite on its way',
    refusedBy: 'card.key-version-refused',
    async run(ground) {
      const layer = identityBent(rewritten(3 - ground.suite.id, 0));
      return visit(ground, await ground.card(), { layer });
    },
  },
  {
    kind: 'downgraded suite',
    tried: 'EF.CARD names the other suite and its key versions',
    refusedBy: 'crypto.channel-refused: 6a88',
    async run(ground) {
      const layer = identityBent(rewritten(3 - ground.suite.id, ground.suite.id === 1 ? 8 : -8));
      return visit(ground, await ground.card(), { layer });
    },
  },
  {
    kind: 'downgraded key version',
    tried: 'EF.CARD names a generation that the card has not',
    refusedBy: 'crypto.channel-refused: 6a88',
    run: async (ground) =>
      visit(ground, await ground.card(), { layer: identityBent(rewritten(undefined, 3)) }),
  },
  {
    kind: 'downgraded key version',
    tried: 'the card answers with another key version than was asked for',
    refusedBy: 'crypto.channel-downgraded',
    async run(ground) {
      const layer = bentAnswers((answer) => answer.with(10, answer[10]! + 1), INS_INITIALIZE);
      return visit(ground, await ground.card(), { layer });
    },
  },
  {
    kind: 'downgraded key version',
    tried: 'INITIALIZE UPDATE turned to the keys of another role',
    refusedBy: 'crypto.channel-downgraded',
    async run(ground) {
      const layer = bentCommands((command) => command.with(2, command[2]! - 1), INS_INITIALIZE);
      return visit(ground, await ground.card(), { layer });
    },
  },
];
