/** Connection facts: where the interfaces listen, who the hospital and the person are, and answers that get lost. */

import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { nationalFacade } from '../../../src/desk/facades/national/index.ts';
import { ncmsFacade } from '../../../src/desk/facades/ncms/index.ts';
import type { Desk, DeskModule } from '../../../src/desk/index.ts';
import { HOLDER, outpatientDesk, PROVIDER } from '../facades/world.ts';
import { NationalClient, type NationalMessage } from './nationalClient.ts';
import { md5, NcmsClient } from './ncmsClient.ts';
import { type Sm2Keys, sm2Keys } from './sm2Signature.ts';

const SECRET = 'test-secret-of-the-hospital';
const USER = { name: 'his', password: 'test-password' };

/** @param keys what the client signs with, where they are not those that the service knows */
export async function nationalDesk({
  isSigned = false,
  keys: foreign,
}: {
  readonly isSigned?: boolean;
  readonly keys?: Sm2Keys;
} = {}) {
  const [known, serviceKeys] = [sm2Keys(), sm2Keys()];
  const keys = foreign ?? known;
  const signature = {
    clientKey: `04${hex(known.publicKey)}`,
    serviceKey: hex(serviceKeys.privateKey),
    secret: SECRET,
  };
  const line = await lineTo(
    nationalFacade({ provider: PROVIDER, ...(isSigned && { signature }) }),
    ['read', 'identity', 'settle', 'reverse'],
  );
  const kept: NationalMessage[] = [];
  const connection = {
    carry: (infno: string, text: string) =>
      line.carry(`/fsi/api/rsfComIfsService/callService/${infno}`, 'application/json', text),
    keep: (message: NationalMessage) => {
      kept.push(message);
    },
    ...(isSigned && { signing: { keys, secret: SECRET } }),
  };
  const institution = {
    code: PROVIDER.code,
    name: PROVIDER.name,
    area: PROVIDER.county,
    operator: { number: 'C001', name: '测试收费员' },
  };
  const certificate = {
    mdtrt_cert_type: '03',
    mdtrt_cert_no: HOLDER.serial,
    card_sn: HOLDER.serial,
    psn_cert_type: '01',
    certno: HOLDER.identityNumber,
    psn_name: HOLDER.name,
  };
  const client = new NationalClient(institution, connection);
  return { client, certificate, kept, ...line };
}

export async function ncmsDesk() {
  const facade = ncmsFacade({ provider: PROVIDER, users: { [USER.name]: md5(USER.password) } });
  const line = await lineTo(facade, ['read', 'settle', 'reverse']);
  const client = new NcmsClient({
    carry: (envelope) => line.carry('/ncms', 'text/xml; charset=utf-8', envelope),
    userName: USER.name,
    password: USER.password,
  });
  return { client, medicalNumber: HOLDER.memberNumber, area: '999001', ...line };
}

/** A desk with this façade behind a line that can lose an answer once the desk has given it. */
async function lineTo(facade: DeskModule, scopes: readonly string[]) {
  const { desk, defects } = await outpatientDesk({ modules: [facade] });
  let losesNext = false;
  const lostAnswers: string[] = [];
  const line = createServer((asked, answered) => {
    const { method, url, headers } = asked;
    const host = `127.0.0.1:${desk.port}`;
    const passedOn = request({
      port: desk.port,
      host: '127.0.0.1',
      method,
      path: url,
      headers: { ...headers, host },
    });
    passedOn.on('response', (given) => {
      if (losesNext) {
        losesNext = false;
        let text = '';
        given.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        given.on('end', () => {
          lostAnswers.push(text);
          asked.socket.destroy();
        });
        return;
      }
      answered.writeHead(given.statusCode!, given.headers);
      given.pipe(answered);
    });
    passedOn.on('error', () => asked.socket.destroy());
    answered.on('close', () => passedOn.destroy());
    asked.pipe(passedOn);
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    line.closeAllConnections();
    line.close();
    expect(defects).toEqual([]);
  });
  const { port } = line.address() as AddressInfo;
  const token = await grantedToken(desk, scopes);
  let patience: number | undefined;
  const carry = async (path: string, type: string, body: string) => {
    const address = `http://127.0.0.1:${port}/token/${token}${path}`;
    const signal = patience === undefined ? null : AbortSignal.timeout(patience);
    patience = undefined;
    const headers = { 'content-type': type };
    const answer = await fetch(address, { method: 'POST', headers, body, signal });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${text}`);
    return text;
  };
  return {
    carry,
    /** What the desk answered and nobody heard. */
    lostAnswers,
    loseNextAnswer: () => {
      losesNext = true;
    },
    /** The next message is torn off so many milliseconds after it went out. */
    giveUpAfter: (milliseconds: number) => {
      patience = milliseconds;
    },
  };
}

async function grantedToken(desk: Desk, scopes: readonly string[]): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${desk.port}/v1/grants`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${desk.consoleToken}` },
    body: JSON.stringify({ name: 'HIS', scopes }),
  });
  return ((await answer.json()) as { token: string }).token;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
