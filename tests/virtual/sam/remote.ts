/** A module behind a server of this machine, its driver, and a program that speaks HTTPS by itself. */

import { request } from 'node:https';
import { onTestFinished } from 'vitest';
import { type HsmSamOptions, hsmSam } from '../../../src/card/index.ts';
import { hsmServer, SoftSam } from '../../../src/virtual/index.ts';
import type { Identity } from '../../support/tls.ts';
import { certificates, type DriverOptions, issuedStore, RANDOM } from './drivers.ts';
import { NOW } from './modules.ts';

/** A server with one registered terminal, and its log. */
export async function served(options: DriverOptions = {}) {
  const { ca, server, client } = certificates();
  const store = await issuedStore(options);
  const lines: string[] = [];
  const running = await hsmServer({
    tls: { ca: ca.cert, cert: server.cert, key: server.key },
    terminals: new Map([[client.fingerprint, async () => (await SoftSam.open(store))!]]),
    clock: options.clock ?? { now: () => NOW },
    random: RANDOM,
    logger: { log: (_level, message) => void lines.push(message) },
  });
  onTestFinished(() => running.close());
  return { ...running, store, lines };
}

export function driver(url: string, changes: Partial<HsmSamOptions> & { as?: Identity } = {}) {
  const { ca, client } = certificates();
  const { as = client, ...rest } = changes;
  const tls = { ca: ca.cert, cert: as.cert, key: as.key };
  const sam = hsmSam({ url, tls, random: RANDOM, ...rest });
  onTestFinished(() => sam.close());
  return sam;
}

/** What a program gets that speaks HTTPS by itself. */
export function post(
  url: string,
  body: string | Uint8Array,
  {
    as,
    method = 'POST',
    type = 'application/json',
  }: { as?: Identity | undefined; method?: string; type?: string } = {},
): Promise<{ status: number; body: string }> {
  const { ca, client } = certificates();
  const { cert, key } = as ?? client;
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': type };
    const outgoing = request(url, { ca: ca.cert, cert, key, method, headers, agent: false });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      let text = '';
      incoming.on('data', (chunk) => {
        text += chunk;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode!, body: text }));
      incoming.on('error', reject);
    });
    outgoing.end(body);
  });
}
