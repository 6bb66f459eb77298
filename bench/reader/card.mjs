// A virtual card in the first slot of the daemon, in a process of its own. Ends with standard input.
import { once } from 'node:events';
import { FILES, frame } from 'onecard/card';
import { suiteOf } from 'onecard/crypto';
import { connectVpcd, VirtualCard } from 'onecard/virtual';

const suite = suiteOf(1);
const files = Object.entries(FILES)
  .filter(([, { structure }]) => structure === 'transparent')
  .map(([name, { fid, sizeBytes }]) => [fid, frame(Buffer.from(name), sizeBytes)]);
const image = {
  serial: '9990010000000001',
  suite: 1,
  fci: Uint8Array.of(0x6f, 0x05, 0x84, 0x01, 0xf0, 0x50, 0x00),
  files: new Map(files),
  log: [],
};
const keys = {
  authentication: suite.generateKeyPair().privateKey,
  settlement: suite.generateKeyPair().privateKey,
};
const slot = await connectVpcd(await VirtualCard.issue(image, keys));
console.log('ready');
process.stdin.resume();
await once(process.stdin, 'end');
await slot.close();
