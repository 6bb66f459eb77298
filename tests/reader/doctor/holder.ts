/** Takes the card in the first reader for itself, says so, and holds it until it is killed. */

import { pcscReaders } from '../../../src/reader/index.ts';

const reader = await pcscReaders().waitForCard({ timeoutMs: 20_000 });
await reader.connect({ exclusive: true });
process.stdout.write('taken\n');
setInterval(() => undefined, 60_000);
