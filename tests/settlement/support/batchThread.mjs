// The thread of a what-if out of the sources, as the built one is out of dist/.
import { register } from 'node:module';

register('../../../scripts/typescript.mjs', import.meta.url);
await import('../../../src/settlement/batch/worker.ts');
