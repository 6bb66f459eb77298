/** One channel of a module, wherever the module is: whatever fails ends it, and nothing behind is sent. */

import { OneCardError } from '../../errors/index.ts';
import type { ChannelSize, SamChannel } from '../../model/index.ts';
import { assertCommandBytes, checkedAnswer } from './arguments.ts';

/** The way to the module that a driver has. */
export interface ChannelLine {
  /** Runs `call` once every earlier call of the driver has ended. */
  inTurn<T>(call: () => Promise<T>): Promise<T>;
  finish(answer: Uint8Array): Promise<Uint8Array>;
  wrap(command: Uint8Array): Promise<Uint8Array>;
  unwrap(answer: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * A call that waits for its turn behind one that failed is refused with `sam.channel-lost`: the module's
 * counter and the card's may differ from then on.
 * @param hostChallengeCommand INITIALIZE UPDATE, as the module made it
 */
export function samChannel(
  hostChallengeCommand: Uint8Array,
  size: ChannelSize,
  line: ChannelLine,
): SamChannel {
  let isOpen = true;
  /** What the card answered is looked at in its turn: bytes out of form are a doubt too. */
  const carry = (ask: () => Promise<Uint8Array>): Promise<Uint8Array> =>
    line.inTurn(async () => {
      if (!isOpen) throw new OneCardError('sam.channel-lost');
      try {
        return await ask();
      } catch (error) {
        isOpen = false;
        throw error;
      }
    });
  return {
    hostChallengeCommand,
    finish: (answer) => carry(() => line.finish(checkedAnswer(answer))),
    unwrap: (answer) => carry(() => line.unwrap(checkedAnswer(answer))),
    async wrap(command) {
      assertCommandBytes(command, size);
      return carry(() => line.wrap(command));
    },
    close: () =>
      line.inTurn(async () => {
        if (!isOpen) return;
        isOpen = false;
        await line.close();
      }),
  };
}
