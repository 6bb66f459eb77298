/** A program that calls the driver's functions, over HTTP and over a WebSocket written out by hand. */

import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { worldFiles } from '../../../../examples/cli/world/files.ts';
import { HOMES } from '../../../../examples/cli/world/persons.ts';
import { encodePinBlock } from '../../../../src/card/index.ts';
import { cardDriverFacade } from '../../../../src/desk/facades/cardDriver/index.ts';
import type { Desk, DeskOptions } from '../../../../src/desk/index.ts';
import { SecretPin } from '../../../../src/model/index.ts';
import { encodeContents, parseContents } from '../../../../src/virtual/contentsFile.ts';
import { temporaryFolder, testWorld } from '../../../support/world.ts';
import { type Answer, post } from '../../support.ts';
import { outpatientDesk } from '../world.ts';

export const PIN = '730916';

/** A world whose card has a PIN, three tries left. */
async function worldWithPin() {
  const folder = await temporaryFolder();
  (await testWorld(folder)).close();
  const file = worldFiles(join(folder, 'world')).card(HOMES.yinjiang.county);
  const contents = parseContents(Uint8Array.from(await readFile(file)));
  const block = encodePinBlock(new SecretPin(PIN));
  await writeFile(file, encodeContents({ ...contents, pin: { block, triesLeft: 3 } }));
  return { folder, world: await testWorld(folder) };
}

export async function driverDesk(options: Partial<DeskOptions> = {}) {
  const at = await outpatientDesk(
    { modules: [cardDriverFacade()], ...options },
    await worldWithPin(),
  );
  return { ...at, token: await programToken(at.desk) };
}

export async function programToken(
  desk: Desk,
  scopes: readonly string[] = ['read', 'identity', 'settle'],
): Promise<string> {
  const body = { name: 'HIS', scopes };
  return (await post(desk, '/v1/grants', body, { token: desk.consoleToken })).json.token;
}

export interface Returned {
  readonly return: number;
  readonly pOutInfo: string;
}

export async function call(
  desk: Pick<Desk, 'port'>,
  token: string,
  name: string,
  request: object = {},
  query = '',
): Promise<Answer> {
  return post(desk, `/token/${token}/card-driver/${name}${query}`, request);
}

export async function returned(...given: Parameters<typeof call>): Promise<Returned> {
  const { status, json, text } = await call(...given);
  if (status !== 200) throw new Error(text);
  return json;
}

/** Fields of an answer; the last one is closed. */
export function fieldsOf({ pOutInfo }: Returned): readonly string[] {
  const values = pOutInfo.split('|');
  if (values.pop() !== '') throw new Error('the last field is open');
  return values;
}

/** One frame of a client: masked, as RFC 6455 §5.1 asks. */
export function frame(
  payload: string | Buffer,
  { opcode = 1, isLast = true, isMasked = true } = {},
): Buffer {
  const body = Buffer.from(payload);
  const mask = isMasked ? randomBytes(4) : Buffer.alloc(0);
  const bit = isMasked ? 0x80 : 0;
  const head =
    body.length < 126
      ? Buffer.from([0, bit | body.length])
      : Buffer.from([0, bit | 126, body.length >> 8, body.length & 0xff]);
  head[0] = (isLast ? 0x80 : 0) | opcode;
  const masked = isMasked ? body.map((byte, index) => byte ^ mask[index & 3]!) : body;
  return Buffer.concat([head, mask, masked]);
}

/** A WebSocket of the service, frame by frame. */
export async function openSocket(
  desk: Pick<Desk, 'port'>,
  path: string,
  headers: Readonly<Record<string, string>> = {},
) {
  const socket = connect(desk.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let bytes = Buffer.alloc(0);
  let isEnded = false;
  let wake = () => {};
  socket.on('data', (part) => {
    bytes = Buffer.concat([bytes, part]);
    wake();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    isEnded = true;
    wake();
  });

  async function until<T>(take: () => T | undefined): Promise<T | undefined> {
    for (;;) {
      const found = take();
      if (found !== undefined || isEnded) return found;
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\nUpgrade: websocket\r\n` +
      'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
      `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more.join('')}\r\n`,
  );
  const head = await until(() => {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const text = bytes.subarray(0, end).toString('latin1');
    bytes = bytes.subarray(end + 4);
    return text;
  });

  return {
    head: head ?? '',
    write: (data: Buffer) => socket.write(data),
    send: (value: unknown) => socket.write(frame(JSON.stringify(value))),
    /** The next frame; undefined when the connection has ended. */
    next: () =>
      until(() => {
        if (bytes.length < 2) return undefined;
        const short = bytes[1]! & 0x7f;
        const start = short === 126 ? 4 : 2;
        const length = short === 126 ? bytes.readUInt16BE(2) : short;
        if (bytes.length < start + length) return undefined;
        const opcode = bytes[0]! & 0x0f;
        const payload = bytes.subarray(start, start + length);
        bytes = bytes.subarray(start + length);
        return { opcode, payload, text: payload.toString('utf8') };
      }),
  };
}
