import { concat, fromHex, toHex } from '../../src/bytes.ts';
import type { CardTransport } from '../../src/card/index.ts';
import { type ChannelKeys, HostChannel } from '../../src/crypto/index.ts';

/** What a command is sent through: a card, or a transport to one. */
export type Target = Pick<CardTransport, 'transmit'>;

export const SELECT_APPLICATION = '00A4040009F04F4E45434152440100';

/** Response as upper-case hexadecimal text. */
export async function send(target: Target, hex: string, data?: Uint8Array): Promise<string> {
  const command = fromHex(hex);
  const response = await target.transmit(data ? concat([command, data]) : command);
  return toHex(response).toUpperCase();
}

export async function sendAll(target: Target, commands: readonly string[]): Promise<string[]> {
  const responses: string[] = [];
  for (const command of commands) responses.push(await send(target, command));
  return responses;
}

const INS_SELECT = 0xa4;
let challenges = 0;

/**
 * The host's end of `keys`: every command goes out protected, SELECT in the clear; the channel is opened
 * anew after each SELECT and after every failure. What is no short command of class 00 or 80 goes out
 * as it is.
 */
export function protectedBy(target: Target, keys: ChannelKeys, size: 'S8' | 'S16' = 'S8'): Target {
  let channel: HostChannel | undefined;

  async function opened(): Promise<HostChannel> {
    challenges += 1;
    const hostChallenge = new Uint8Array(size === 'S8' ? 8 : 16).fill(challenges);
    const fresh = HostChannel.open({ suite: keys.suite, keys, size, hostChallenge });
    const authenticate = fresh.finish(await target.transmit(fresh.initializeUpdate));
    const answer = await target.transmit(authenticate);
    if (toHex(answer) !== '9000') throw new Error(`EXTERNAL AUTHENTICATE: ${toHex(answer)}`);
    return fresh;
  }

  return {
    async transmit(command) {
      if (command[1] === INS_SELECT) {
        channel = undefined;
        return target.transmit(command);
      }
      const open = channel ?? (await opened());
      channel = undefined;
      const answer = open.unwrap(await target.transmit(open.wrap(command)));
      channel = open;
      return answer;
    },
  };
}
