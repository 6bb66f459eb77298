// The pcsclite package in a loop, as its README uses it.
import pcsclite from 'pcsclite';
import { serveLines } from './commands.mjs';

/** 256 bytes of data and two of status word, as the package's users ask for. */
const RESPONSE_BYTES_MAX = 258;

const service = pcsclite();
const reader = await new Promise((resolve, reject) => {
  service.on('error', reject);
  service.on('reader', (found) => {
    found.on('error', reject);
    if (found.name === process.argv[2]) resolve(found);
  });
});
const share = { share_mode: reader.SCARD_SHARE_SHARED };
const protocol = await new Promise((resolve, reject) => {
  reader.connect(share, (error, value) => (error ? reject(error) : resolve(value)));
});
await serveLines(
  (command) =>
    new Promise((resolve, reject) => {
      reader.transmit(command, RESPONSE_BYTES_MAX, protocol, (error, response) =>
        error ? reject(error) : resolve(response),
      );
    }),
);
// Its monitor threads end with the process; its own close may wait for them.
process.exit(0);
