/** The child process that dies, hangs and overruns, and the parent that goes on. */

import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { VendorBinding } from '../../../src/reader/vendor/binding.ts';
import { NATIONAL_CARD_BINDING } from '../../../src/reader/vendor/national/binding.ts';
import {
  VendorProcess,
  type VendorProcessOptions,
} from '../../../src/reader/vendor/vendorProcess.ts';
import {
  bundled,
  CHILD,
  compiled,
  describeWithCompiler,
  folderOfFile,
  hasVanished,
} from './support.ts';

let command: readonly [string, string];
let faults: string;
let national: string;
let folder: string;
const open: VendorProcess[] = [];
const pids = new Set<number>();

/** The binding with deadlines that a test can wait for, where a function is going to hang. */
const { iChangePIN, iDoDebit } = NATIONAL_CARD_BINDING.functions;
const QUICK: VendorBinding = {
  ...NATIONAL_CARD_BINDING,
  functions: {
    ...NATIONAL_CARD_BINDING.functions,
    iChangePIN: { ...iChangePIN!, timeoutMs: 1_500 },
    iDoDebit: { ...iDoDebit!, timeoutMs: 1_500 },
  },
};

function start(library: string, options: Partial<VendorProcessOptions> = {}): VendorProcess {
  const vendor = new VendorProcess({ command, library, ...options }, QUICK);
  open.push(vendor);
  return vendor;
}

function note(vendor: VendorProcess): number {
  pids.add(vendor.pid!);
  return vendor.pid!;
}

describeWithCompiler(() => {
  beforeAll(async () => {
    folder = await folderOfFile();
    [command, faults, national] = await Promise.all([
      bundled(CHILD),
      compiled(folder, 'faults'),
      compiled(folder, 'national'),
    ]);
  });

  afterEach(async () => {
    for (const vendor of open.splice(0)) await vendor.close();
    for (const pid of pids) expect(await hasVanished(pid), `child ${pid}`).toBe(true);
    pids.clear();
  });

  test('a good library answers, from one child', async () => {
    const lines: string[] = [];
    const vendor = start(national, { trace: { write: (line) => lines.push(line) } });
    expect(vendor.pid).toBeUndefined();
    const { value, outputs } = await vendor.call('iReadCardBas', { iType: 1 });
    const pid = note(vendor);
    expect(value).toBe(0);
    expect(Buffer.from(outputs.pOutInfo!).toString('latin1')).toMatch(/^999900\|/);
    const [first, second] = await Promise.all([
      vendor.call('iReadCardBas', { iType: 4 }),
      vendor.call('iReadCardBas', { iType: 1 }),
    ]);
    expect([first.value, second.value]).toEqual([-2, 0]);
    expect([vendor.pid, vendor.generation]).toEqual([pid, 1]);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^iReadCardBas -> 0 \(\d+ ms\)$/);
  });

  test.each([
    [1, { signal: 'SIGSEGV' }],
    [2, { signal: 'SIGABRT' }],
    [3, { exitCode: 3 }],
    [4, { signal: 'SIGTERM' }],
  ])('a crash (%i) is reported by name, and the next call goes on', async (iType, how) => {
    const vendor = start(faults);
    await vendor.call('iReadDebitRecord', { iType: 0 });
    note(vendor);
    await expect(vendor.call('iVerifyPIN', { iType })).rejects.toMatchObject({
      code: 'vendor.child-crashed',
      detail: { function: 'iVerifyPIN', library: 'faults.so', ...how },
    });
    expect(vendor.isRunning).toBe(false);
    expect((await vendor.call('iReadDebitRecord', { iType: 0 })).value).toBe(0);
    expect(vendor.generation).toBe(2);
    note(vendor);
  });

  test('a hang ends at its deadline, the child with it', async () => {
    const vendor = start(faults);
    const begin = performance.now();
    const hanging = vendor.call('iChangePIN', { iType: 1 });
    const waiting = vendor.call('iReadDebitRecord', { iType: 0 });
    await expect(hanging).rejects.toMatchObject({
      code: 'vendor.child-hung',
      detail: { function: 'iChangePIN', mayHaveWritten: true },
    });
    expect(performance.now() - begin).toBeLessThan(15_000);
    expect((await waiting).value).toBe(0);
    note(vendor);
  });

  test('a debit in doubt says so, a read does not', async () => {
    const vendor = start(faults);
    const bytes = Buffer.from('x');
    await expect(
      vendor.call('iDoDebit', { iType: 1, pCardInfo: bytes, pPayInfo: bytes }),
    ).rejects.toMatchObject({ code: 'vendor.child-hung', detail: { mayHaveWritten: true } });
    const error = await vendor.call('iVerifyPIN', { iType: 1 }).catch((e) => e);
    expect(error.detail).not.toHaveProperty('mayHaveWritten');
  });

  test.each([1, 2, 3])('an overrun (%i) is found, and the child ends itself', async (iType) => {
    const vendor = start(faults);
    await vendor.call('iReadDebitRecord', { iType: 0 });
    note(vendor);
    await expect(vendor.call('iReadCardBas', { iType })).rejects.toMatchObject({
      code: 'vendor.buffer-overrun',
      detail: { function: 'iReadCardBas', argument: 'pOutInfo' },
    });
    expect(vendor.isRunning).toBe(false);
    expect((await vendor.call('iReadDebitRecord', { iType: 0 })).value).toBe(0);
    note(vendor);
  });

  test('writing past an input is an overrun too', async () => {
    const vendor = start(faults);
    const pCardInfo = Buffer.from('card');
    const values = { iType: 1, pCardInfo, pFileAddr: Buffer.from('SSSEEF05|') };
    expect((await vendor.call('iReadCard', { ...values, iAuthType: 2 })).value).toBe(0);
    note(vendor);
    await expect(vendor.call('iReadCard', { ...values, iAuthType: 1 })).rejects.toMatchObject({
      code: 'vendor.buffer-overrun',
      detail: { argument: 'pFileAddr' },
    });
  });

  test('an answer without its zero byte is refused, and the child lives on', async () => {
    const vendor = start(faults);
    await expect(vendor.call('iReadCardBas', { iType: 4 })).rejects.toMatchObject({
      code: 'vendor.malformed-answer',
      detail: { argument: 'pOutInfo', rule: 'output-unterminated' },
    });
    expect([vendor.isRunning, vendor.generation]).toEqual([true, 1]);
    note(vendor);
  });

  test.each([1, 2])('what the library prints (%i) does not disturb', async (iType) => {
    const vendor = start(faults);
    for (let round = 0; round < 3; round++) {
      const { outputs } = await vendor.call('iReadDebitRecord', { iType });
      expect(Buffer.from(outputs.pOutInfo!).toString()).toBe('1|');
    }
    expect(vendor.generation).toBe(1);
    note(vendor);
  });

  test.each([
    [3, 'unasked-answer'],
    [4, 'too-much-noise'],
  ])(
    'printing (%i) that cannot be told apart, or never ends, is refused: %s',
    async (iType, rule) => {
      const vendor = start(faults);
      await expect(vendor.call('iReadDebitRecord', { iType })).rejects.toMatchObject({
        code: 'vendor.protocol-violated',
        detail: { rule },
      });
    },
  );

  test('after so many failures the child is left alone, and the last one is named', async () => {
    const vendor = start(faults, { restartsMax: 2 });
    for (let round = 0; round < 3; round++) {
      await expect(vendor.call('iVerifyPIN', { iType: 3 })).rejects.toMatchObject({
        code: 'vendor.child-crashed',
      });
    }
    for (let round = 0; round < 2; round++) {
      await expect(vendor.call('iReadDebitRecord', { iType: 0 })).rejects.toMatchObject({
        code: 'vendor.too-many-restarts',
        detail: { restartsMax: 2, lastFailure: 'vendor.child-crashed' },
        cause: { code: 'vendor.child-crashed' },
      });
    }
    expect(vendor.generation).toBe(3);
  });

  test('failures are forgiven after a while', async () => {
    const vendor = start(faults, { restartsMax: 0, restartWindowMs: 1 });
    await expect(vendor.call('iVerifyPIN', { iType: 3 })).rejects.toThrow();
    await sleep(5);
    expect((await vendor.call('iReadDebitRecord', { iType: 0 })).value).toBe(0);
    note(vendor);
  });

  test('a library that is not there, is none, or lacks a function', async () => {
    const text = join(folder, 'text.so');
    await writeFile(text, 'no library');
    const nowhere = join(folder, 'nowhere/none.so');
    for (const library of [join(folder, 'none.so'), nowhere, 'onecard-no-such-library.so', text]) {
      await expect(start(library).call('iReadCardBas', { iType: 1 })).rejects.toMatchObject({
        code: 'vendor.library-not-loaded',
        detail: { reason: expect.stringMatching(/\w/) },
      });
    }
    const vendor = start(faults);
    await expect(
      vendor.call('iDoDebit_HSM_Step2', { pKey: Buffer.from('1|') }),
    ).rejects.toMatchObject({
      code: 'vendor.function-missing',
      detail: { function: 'iDoDebit_HSM_Step2' },
    });
    expect(vendor.isRunning).toBe(true);
    note(vendor);
  });

  test('a relative path is this program’s, not the child’s', async () => {
    const vendor = start(relative(process.cwd(), national));
    expect((await vendor.call('iReadCardBas', { iType: 4 })).value).toBe(-2);
    note(vendor);
  });

  test('a library whose start-up never returns', async () => {
    const vendor = start(await compiled(folder, 'slowStart'), { startTimeoutMs: 1_500 });
    await expect(vendor.call('iReadCardBas', { iType: 1 })).rejects.toMatchObject({
      code: 'vendor.child-hung',
      detail: { function: 'load' },
    });
  });

  test('a program that is not there, says nothing, or says something else', async () => {
    const cases = [
      [['/nowhere/onecard-child'], 'vendor.child-not-started'],
      [[process.execPath, '-e', ''], 'vendor.child-crashed'],
      [[process.execPath, '-e', 'setInterval(() => {}, 9)'], 'vendor.child-hung'],
      [[process.execPath, '-e', 'console.log("{x")'], 'vendor.protocol-violated'],
      [
        [process.execPath, '-e', 'console.log(JSON.stringify({id:1,result:{protocol:2}}))'],
        'vendor.protocol-violated',
      ],
      [
        [
          process.execPath,
          '-e',
          'console.log(JSON.stringify({id:1,error:{code:"protocol-not-spoken"}}))',
        ],
        'vendor.protocol-violated',
      ],
      [
        [
          process.execPath,
          '-e',
          'process.stdout.write("x".repeat(300000)); setInterval(() => {}, 9)',
        ],
        'vendor.protocol-violated',
      ],
    ] as const;
    for (const [other, code] of cases) {
      const vendor = start(national, { command: other, startTimeoutMs: 2_000 });
      await expect(vendor.call('iReadCardBas', { iType: 1 })).rejects.toMatchObject({ code });
    }
  });

  test('closing ends a call under way, those that wait, and all later ones', async () => {
    const vendor = start(faults);
    await vendor.call('iReadDebitRecord', { iType: 0 });
    note(vendor);
    const calls = [
      vendor.call('iChangePIN', { iType: 1 }),
      vendor.call('iReadDebitRecord', { iType: 0 }),
    ];
    const outcomes = Promise.allSettled(calls);
    await vendor.close();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'vendor.closed' } });
    }
    await expect(vendor.call('iReadCardBas', { iType: 1 })).rejects.toMatchObject({
      code: 'vendor.closed',
    });
  });

  test('an abort takes back a call that waits, not one under way', async () => {
    const vendor = start(national);
    const stop = new AbortController();
    const first = vendor.call('iReadCardBas', { iType: 1 }, { signal: stop.signal });
    const second = vendor
      .call('iReadCardBas', { iType: 1 }, { signal: stop.signal })
      .catch((error) => error);
    stop.abort();
    expect((await first).value).toBe(0);
    note(vendor);
    expect(await second).toMatchObject({ code: 'reader.wait-aborted' });
  });

  test('the caller’s bugs', async () => {
    const vendor = start(national);
    await expect(vendor.call('iReadEverything', {})).rejects.toThrow(TypeError);
    const pCardInfo = Uint8Array.of(0x41, 0x00);
    for (const values of [{}, { iType: 1.5 }, { iType: 2 ** 31 }, { iType: 1, pCardInfo }]) {
      await expect(vendor.call('iUnblockPIN', values)).rejects.toMatchObject({
        code: 'vendor.protocol-violated',
        detail: { rule: 'bad-request' },
      });
    }
    await expect(
      Promise.all(Array.from({ length: 70 }, () => vendor.call('iReadCardBas', { iType: 1 }))),
    ).rejects.toThrow(RangeError);
  });
});
