import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { concat, fromHex, toHex } from '../../src/bytes.ts';
import { connectVpcd, VIRTUAL_ATR, type VpcdSlot } from '../../src/virtual/index.ts';
import { encodeFrame, FrameDecoder } from '../../src/virtual/vpcdFrames.ts';
import { SELECT_APPLICATION } from './apdus.ts';
import { FCI, plainCard } from './cards.ts';

/** The daemon's side of the line; the daemon itself is in pcsc.realstack.test.ts. */
let server: Server;
let port: number;
let daemon: Promise<Socket>;
let slots: VpcdSlot[];

beforeEach(async () => {
  slots = [];
  server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as { port: number }).port;
  daemon = once(server, 'connection').then(([socket]) => socket as Socket);
});

afterEach(async () => {
  for (const slot of slots) await slot.close();
  server.close();
});

async function insert(): Promise<{ socket: Socket; slot: VpcdSlot; powered: () => boolean }> {
  const { card } = await plainCard();
  const slot = await connectVpcd(card, { port });
  slots.push(slot);
  return { socket: await daemon, slot, powered: () => card.isPowered };
}

async function answers(socket: Socket, sent: Uint8Array, answerBytes: number): Promise<string> {
  socket.write(sent);
  const chunks: Buffer[] = [];
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer);
    if (Buffer.concat(chunks).length >= answerBytes) break;
  }
  return Buffer.concat(chunks).toString('hex');
}

const FCI_ANSWER = toHex(encodeFrame(concat([FCI, Uint8Array.of(0x90, 0x00)])));

describe('a card in a slot', () => {
  test('gives its ATR, takes power and answers commands', async () => {
    const { socket, powered } = await insert();
    const atr = toHex(encodeFrame(VIRTUAL_ATR));
    expect(await answers(socket, fromHex('000104'), 24)).toBe(atr);
    const select = encodeFrame(fromHex(SELECT_APPLICATION));
    expect(await answers(socket, concat([fromHex('000101'), select]), 11)).toBe(FCI_ANSWER);
    socket.write(fromHex('000100'));
    await expect.poll(powered).toBe(false);
  });

  test('takes frames cut anywhere', async () => {
    const { socket } = await insert();
    socket.setNoDelay(true);
    for (const byte of fromHex('000101')) socket.write(Uint8Array.of(byte));
    const select = encodeFrame(fromHex(SELECT_APPLICATION));
    for (const byte of select.slice(0, -1)) {
      socket.write(Uint8Array.of(byte));
      await new Promise(setImmediate);
    }
    expect(await answers(socket, select.slice(-1), 11)).toBe(FCI_ANSWER);
  });

  test('leaves when it is closed, and the daemon sees the line end', async () => {
    const { socket, slot, powered } = await insert();
    const ended = once(socket.resume(), 'close');
    await slot.close();
    await ended;
    expect(await slot.ended).toEqual({ outcome: 'card-left' });
    expect(powered()).toBe(false);
  });

  test('says when the daemon left', async () => {
    const { socket, slot } = await insert();
    socket.end();
    expect(await slot.ended).toEqual({ outcome: 'slot-left' });
  });

  test('leaves when it loses its power', async () => {
    const { card } = await plainCard();
    const slot = await connectVpcd(card, { port });
    card.failAt({ kind: 'cut-before', nth: 1 });
    (await daemon).write(concat([fromHex('000101'), encodeFrame(fromHex(SELECT_APPLICATION))]));
    expect(await slot.ended).toEqual({ outcome: 'card-left' });
  });

  test.each([
    ['an empty frame', '0000', 'empty-frame'],
    ['an unknown control byte', '000103', 'control-byte'],
  ])('refuses %s', async (_name, bytes, rule) => {
    const { socket, slot } = await insert();
    socket.write(fromHex(bytes));
    const error = { code: 'virtual.slot-protocol-broken', detail: { rule } };
    expect(await slot.ended).toMatchObject({ outcome: 'failed', error });
  });

  test('leaves by signal', async () => {
    const { card } = await plainCard();
    const stop = new AbortController();
    const slot = await connectVpcd(card, { port, signal: stop.signal });
    stop.abort();
    expect(await slot.ended).toEqual({ outcome: 'card-left' });
  });
});

test('no slot, and a signal before there is one', async () => {
  const { card } = await plainCard();
  const nobody = connectVpcd(card, { port: 1 });
  await expect(nobody).rejects.toMatchObject({ code: 'virtual.slot-not-reachable' });
  const stopped = connectVpcd(card, { port, signal: AbortSignal.abort() });
  await expect(stopped).rejects.toMatchObject({ code: 'reader.wait-aborted' });
});

test('frames survive any cutting of the stream', () => {
  const bodies = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 8 });
  const cuts = fc.array(fc.nat(2_000), { maxLength: 12 });
  fc.assert(
    fc.property(bodies, cuts, (sent, places) => {
      const stream = concat(sent.map(encodeFrame));
      const edges = [0, ...places.map((place) => Math.min(place, stream.length)), stream.length];
      const sorted = edges.toSorted((a, b) => a - b);
      const decoder = new FrameDecoder();
      const received = sorted.slice(1).flatMap((end, index) => {
        return decoder.push(stream.slice(sorted[index], end));
      });
      expect(received).toEqual(sent);
    }),
  );
});
