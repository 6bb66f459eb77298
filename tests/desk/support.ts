/** A listening service over the demo's world, and requests to it byte by byte. */

import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Desk, type DeskOptions, openDesk } from '../../src/desk/index.ts';
import { openDayDesk, openStayDesk } from '../../src/terminal/index.ts';
import { virtualReader } from '../../src/virtual/index.ts';
import { temporaryFolder, testWorld } from '../support/world.ts';

export const HIS = 'http://his.example';
export const EVIL = 'http://evil.example';

export async function testDesk(options: Partial<DeskOptions> = {}) {
  const folder = await temporaryFolder();
  const world = await testWorld(folder);
  const reader = virtualReader(await world.card('yinjiang'));
  const prompts: { readonly id: string; readonly code: string; readonly origin: string }[] = [];
  const defects: unknown[] = [];
  const open = () =>
    openDesk({
      equipment: world.equipment,
      terminal: world.terminal,
      days: openDayDesk({ equipment: world.equipment, standings: world.centres }),
      stays: openStayDesk({
        equipment: world.equipment,
        terminal: world.terminal,
        admissions: world.centres,
      }),
      readers: [reader],
      file: join(folder, 'desk.sqlite'),
      version: '0.0.0-test',
      port: 0,
      onPairing: (prompt) => prompts.push(prompt),
      onDefect: (error) => defects.push(error),
      ...options,
    });
  const desk = await open();
  onTestFinished(() => desk.close());
  return { desk, world, reader, prompts, defects, folder, open };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at any field
  readonly json: any;
}

/** One request with exactly these headers. */
export function ask(
  desk: Pick<Desk, 'port'>,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: desk.port, method, path, headers });
    sent.on('error', reject);
    sent.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('error', reject);
      response.on('end', () => {
        const isJson = /json/.test(response.headers['content-type'] ?? '');
        const json = isJson && text !== '' ? JSON.parse(text) : undefined;
        resolve({ status: response.statusCode!, headers: response.headers, text, json });
      });
    });
    sent.end(body);
  });
}

/** JSON to a path, as a page of `origin` with `token` would send it. */
export function post(
  desk: Pick<Desk, 'port'>,
  path: string,
  body: unknown,
  { token, origin, ...more }: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const text = JSON.stringify(body);
  return ask(desk, 'POST', path, { ...json(text), ...who(token, origin), ...more }, text);
}

export function get(
  desk: Pick<Desk, 'port'>,
  path: string,
  { token, origin, ...more }: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return ask(desk, 'GET', path, { ...who(token, origin), ...more });
}

function json(text: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
  };
}

function who(token: string | undefined, origin: string | undefined): Record<string, string> {
  return {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(origin === undefined ? {} : { origin }),
  };
}

/** A token for a page, paired as a person would. */
export async function pair(
  { desk, prompts }: Pick<Awaited<ReturnType<typeof testDesk>>, 'desk' | 'prompts'>,
  scopes: readonly string[] = ['read', 'settle', 'reverse', 'print'],
  origin = HIS,
): Promise<string> {
  await post(desk, '/v1/origins', { origin }, { token: desk.consoleToken });
  const begun = await post(desk, '/v1/pairings', { name: 'HIS', scopes }, { origin });
  const prompt = prompts.find(({ id }) => id === begun.json.id)!;
  const path = `/v1/pairings/${prompt.id}/token`;
  return (await post(desk, path, { code: prompt.code }, { origin })).json.token;
}

/** Bytes as they are; resolves with all that came back. */
export function raw(desk: Pick<Desk, 'port'>, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connect(desk.port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (part) => {
      answer += part;
      // One answer is enough; a connection that is kept open would go on.
      if (/\r\n\r\n/.test(answer)) setTimeout(() => socket.destroy(), 50);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
  });
}
