import { concat, fromHex, toHex } from '../../src/bytes.ts';
import type { CardTransport } from '../../src/card/index.ts';

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
