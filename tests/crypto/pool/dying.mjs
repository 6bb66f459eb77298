// A thread that dies of its first batch.
import { parentPort } from 'node:worker_threads';

parentPort.on('message', ({ kind }) => {
  if (kind === 'verify') process.exit(3);
});
