/**
 * node-hid and both drivers against a real kernel: a guest is booted (scripts/test-hid.sh) in which the
 * virtual readers are HID devices of their own through uhid, and the drivers find them through hidraw.
 */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from '../../support/sources.ts';
import { type GuestResult, RESULT_MARK } from './guest/cases.ts';
import { ctapCases } from './guest/ctapCases.ts';
import { vendorCases } from './guest/vendorCases.ts';

/** The whole of it: preparing (packages, kernel) 70 s at most, the guest 105 s; usually half a minute. */
const GUEST_MS_MAX = 180_000;
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;
/** scripts/stacks/hid.sh ends so where this machine cannot have the stack. */
const STATUS_NO_STACK = 2;

interface Finished {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

let finished: Finished;
let results: ReadonlyMap<string, GuestResult>;

beforeAll(async () => {
  finished = await bootGuest();
  results = new Map(
    finished.stdout
      .split(/\r?\n/)
      .filter((line) => line.includes(RESULT_MARK))
      .map((line) => JSON.parse(line.slice(line.indexOf(RESULT_MARK) + RESULT_MARK.length)))
      .map((result: GuestResult) => [result.name, result]),
  );
}, GUEST_MS_MAX);

function bootGuest(): Promise<Finished> {
  const script = fileURLToPath(new URL('../../../scripts/test-hid.sh', import.meta.url));
  const options = { cwd: ROOT, timeout: GUEST_MS_MAX, maxBuffer: OUTPUT_BYTES_MAX };
  return new Promise((resolve) => {
    execFile('bash', [script], options, (error, stdout, stderr) => {
      const status = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ status, stdout, stderr });
    });
  });
}

/** What each case must have found, by its name. */
const EXPECTED: Readonly<Record<string, object>> = {
  'ctap: listed with usage page, name and serial number': {
    vendorId: 0x1209,
    productId: 0x0c01,
    product: 'OneCard Virtual CTAPHID',
    serialNumber: 'GUEST-1',
    usagePage: 0xf1d0,
    usage: 1,
    name: 'OneCard Virtual CTAPHID GUEST-1',
  },
  'ctap: select, read, and the longest message both ways': {
    selectHex: '9000',
    readBytes: 258,
    isReadRight: true,
    echoBytes: 7_602,
    isEchoRight: true,
    mostBytes: 7_609,
  },
  'ctap: keepalive carries a slow card beyond the silence limit, silence ends it': {
    slowBytes: 12,
    silent: 'reader.call-timed-out',
    afterBytes: 302,
  },
  'ctap: two hosts at once, each on its own channel': { bytes: [502, 503] },
  'ctap: a transaction locks the device against another host': {
    refused: 'reader.in-use',
    bytes: 102,
    afterBytes: 3,
  },
  'ctap: pulled out in the middle of an answer, plugged in again': {
    pulled: 'reader.reader-removed',
    againBytes: 22,
  },
  'ctap: events of plugging in and pulling out': {
    types: ['reader-attached', 'card-in', 'card-out', 'reader-detached'],
  },
  "ctap: a stranger's host (python-fido2) drives the emulator": {
    version: 2,
    deviceVersion: [1, 0, 0],
    isPingRight: true,
    isEmptyPingRight: true,
    selectHex: '9000',
    readBytes: 258,
    isEchoRight: true,
    cborError: 1,
  },
  'vendor: select, read and long data in feature reports': {
    name: 'HD100',
    atrHex: '3b800181',
    selectHex: '9000',
    readBytes: 258,
    isReadRight: true,
    echoBytes: 3_502,
    isEchoRight: true,
  },
  'vendor: select, read and long data in interrupt reports with acknowledgements': {
    name: 'DK NFC',
    atrHex: '',
    selectHex: '9000',
    readBytes: 258,
    isReadRight: true,
    echoBytes: 3_502,
    isEchoRight: true,
  },
  'vendor: numbered reports of a third framing': {
    atrHex: '3b800181',
    isEchoRight: true,
  },
  'vendor: holder and SAM slots, a card pulled out and put back': {
    bytes: [12, 42, 13, 43, 14, 44],
    pulled: 'reader.card-removed',
    samBytes: 4,
    empty: 'reader.no-card',
    none: 'reader.no-card',
    backBytes: 7,
  },
  'vendor: a slow card, a failing control transfer, and both survived': {
    slowBytes: 102,
    failed: 'reader.transmit-failed',
    afterBytes: 5,
  },
  'vendor: pulled out before the answer, events in their order': {
    types: ['reader-attached', 'card-in', 'card-out', 'reader-detached'],
    pulled: 'reader.reader-removed',
  },
};

const names = [...ctapCases, ...vendorCases].map(({ name }) => name);

test('every case has its expectation', () => {
  expect(Object.keys(EXPECTED)).toEqual(names);
});

test.for(names)('HID guest: %s', (name, { skip }) => {
  if (finished.status === STATUS_NO_STACK && process.env.CI !== 'true') {
    skip(`not run: ${finished.stderr.trim()}`);
  }
  expect(results.get(name), finished.stdout + finished.stderr).toMatchObject({
    result: EXPECTED[name],
  });
});
