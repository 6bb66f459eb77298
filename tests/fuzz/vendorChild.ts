import { concat, utf8 } from '../../src/bytes.ts';
import { LineCutter } from '../../src/reader/vendor/lines.ts';
import {
  parseCallResult,
  parseChildMessage,
  parseLoadResult,
} from '../../src/reader/vendor/protocol.ts';
import type { FuzzEntry } from './harness/entry.ts';
import { damaged, must, pickBytes, pickNumber } from './harness/inputs.ts';

const LINE_BYTES = 200;
const ASKED = ['iDoDebit', 'iReadCard'];
const SIZES = { pOutInfo: 40 };
const SEEDS = [
  '{"id":1,"result":{"protocol":1,"program":"x","architecture":"x64"}}',
  '{"id":2,"result":{"missing":["iDoDebit","iReadCard"]}}',
  '{"id":3,"result":{"value":0,"outputs":{"pOutInfo":"OTk5OTAwfA=="}}}',
  '{"id":4,"error":{"code":"buffer-overrun","argument":"pOutInfo"}}',
  '{"id":5,"error":{"code":"library-not-loaded","reason":"no such file"}}',
].map(utf8);

/** What a child process writes: lines of bounded length, and messages that hold or break a named rule. */
export const vendorChild: FuzzEntry = {
  name: 'vendor child lines',
  inputsPerRun: 1,
  run(random) {
    const stream = concat(
      Array.from({ length: 1 + pickNumber(random, 4) }, () =>
        concat([damaged(random, SEEDS), utf8(random() < 0.9 ? '\n' : '')]),
      ),
    );
    const cutter = new LineCutter(LINE_BYTES);
    let cutBytes = 0;
    // Ends: each round takes at least one byte.
    for (let offset = 0; offset < stream.length; ) {
      const end = offset + 1 + pickNumber(random, 100);
      const lines = cutter.push(stream.subarray(offset, end));
      offset = end;
      if (lines === 'too-long') break;
      for (const line of lines) {
        must(line.length <= LINE_BYTES, 'a line has a bound');
        cutBytes += line.length + 1;
        checkMessage(line);
      }
    }
    must(cutBytes <= stream.length, 'no more lines than came in');
    checkMessage(pickBytes(random, 400));
  },
};

function checkMessage(line: Uint8Array): void {
  const message = parseChildMessage(line);
  if ('broken' in message) {
    must(message.broken.length > 0, 'a broken rule has a name');
    return;
  }
  must(Number.isSafeInteger(message.id) && message.id >= 1, 'an id counts from 1');
  if ('error' in message) {
    must((message.error.reason?.length ?? 0) <= 400, 'a reason has a bound');
    return;
  }
  const called = parseCallResult(message.result, SIZES);
  if (!('broken' in called)) {
    must(Object.keys(called.outputs).join() === 'pOutInfo', 'the outputs that were asked for');
    must(called.outputs.pOutInfo!.length <= SIZES.pOutInfo, 'an output fits its buffer');
  }
  const missing = parseLoadResult(message.result, ASKED) ?? [];
  must(
    missing.every((name) => ASKED.includes(name)),
    'names that were asked for',
  );
}
