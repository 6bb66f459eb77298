import { concat, equalBytes } from '../../src/bytes.ts';
import { encodeFrame, FrameDecoder } from '../../src/virtual/vpcdFrames.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, pickNumber, unlessRefused } from './harness/inputs.ts';

const BYTES_MAX = 65_535;

/** Frames come out whole however the stream was cut; a damaged stream is refused or waited for. */
export const vpcdFrames: FuzzEntry = {
  name: 'vpcd frames',
  inputsPerRun: 1,
  run(random) {
    const bodies = Array.from({ length: 1 + pickNumber(random, 4) }, () => {
      const body = pickBytes(random, random() < 0.02 ? BYTES_MAX : 300);
      return body.length === 0 ? Uint8Array.of(pickNumber(random, 5)) : body;
    });
    const stream = concat(bodies.map(encodeFrame));
    const out = decodeInPieces(random, stream);
    must(out.length === bodies.length, 'as many frames as went in');
    must(
      out.every((body, index) => equalBytes(body, bodies[index]!)),
      'every frame as it went in',
    );
    const broken = damaged(random, [stream]);
    const rest = unlessRefused(['virtual'], () => decodeInPieces(random, broken));
    const bytes = rest?.reduce((sum, body) => sum + body.length, 0) ?? 0;
    must(bytes <= broken.length, 'no more bytes than came in');
  },
};

function decodeInPieces(random: () => number, stream: Uint8Array): readonly Uint8Array[] {
  const decoder = new FrameDecoder();
  const bodies: Uint8Array[] = [];
  // Ends: each round takes at least one byte.
  for (let offset = 0; offset < stream.length; ) {
    const end = offset + 1 + pickNumber(random, random() < 0.5 ? 4 : stream.length);
    bodies.push(...decoder.push(stream.subarray(offset, end)));
    offset = end;
  }
  return bodies;
}
