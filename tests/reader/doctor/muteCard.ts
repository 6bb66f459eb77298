/**
 * Cards in a vpcd slot that no virtual card of this package would be: their answer to reset is too long to
 * be one (33 bytes at most), so that the service finds a card and cannot power it up; or it is broken.
 */

import { once } from 'node:events';
import { connect } from 'node:net';
import { VPCD_PORT } from '../../../src/virtual/index.ts';
import { encodeFrame, FrameDecoder, VPCD_GET_ATR } from '../../../src/virtual/vpcdFrames.ts';

export interface InsertedCard {
  close(): Promise<void>;
}

/** Answers every question for the answer to reset with `atr`, and every command with 6F00. */
export async function insertCardWith(atr: Uint8Array): Promise<InsertedCard> {
  const socket = connect({ host: '127.0.0.1', port: VPCD_PORT, noDelay: true });
  await once(socket, 'connect');
  const decoder = new FrameDecoder();
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    for (const body of decoder.push(chunk)) {
      if (body.length === 1 && body[0] === VPCD_GET_ATR) socket.write(encodeFrame(atr));
      else if (body.length > 1) socket.write(encodeFrame(Uint8Array.of(0x6f, 0x00)));
    }
  });
  return {
    async close() {
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    },
  };
}
