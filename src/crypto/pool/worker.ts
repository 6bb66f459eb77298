/** One thread of a signature pool: a program of its own, started by `SignaturePool`. */

import { parentPort } from 'node:worker_threads';
import { OneCardError } from '../../errors/index.ts';
import { suiteOf } from '../suite/suites.ts';
import type { PoolRequest, SignatureCheck, Verdict } from './messages.ts';

parentPort?.on('message', (request: PoolRequest) => {
  if (request.kind === 'prepare') suiteOf(request.suite).prepare(request.publicKey);
  else parentPort?.postMessage(request.checks.map(verdictOf));
});

function verdictOf({ suite, publicKey, message, signature }: SignatureCheck): Verdict {
  try {
    return suiteOf(suite).verify(publicKey, message, signature);
  } catch (error) {
    if (error instanceof OneCardError) return { code: error.code, detail: error.detail };
    throw error;
  }
}
