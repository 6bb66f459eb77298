// A thread of the pool from the sources: a worker thread has no loader for them until it registers one.
import { register } from 'node:module';

register(new URL('../../../scripts/typescript.mjs', import.meta.url));
await import('../../../src/crypto/pool/worker.ts');
