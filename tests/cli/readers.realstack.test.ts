/** The readers command beside a real daemon, and on a real pseudo terminal. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { GEMPC_LINE, openSerialPort } from '../../src/reader/serial/index.ts';
import { connectVpcd } from '../../src/virtual/index.ts';
import { VirtualSerialReader } from '../../src/virtual/serial/index.ts';
import {
  freezeDaemon,
  killStartedDaemons,
  startDaemon,
  stopDaemon,
  thawDaemon,
} from '../reader/pcsc/daemon.ts';
import { describeSerialStack, openLine } from '../reader/serial/stack.ts';
import { seated, TestCard } from '../reader/serial/testCard.ts';
import { slotIsEmpty, slotIsFull } from '../reader/slots.ts';
import { onecard } from '../support/cli.ts';
import { describePcscStack } from '../support/realStack.ts';
import { ROOT } from '../support/sources.ts';
import { plainCard } from '../virtual/cards.ts';

interface Watching {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  /** The next line of standard output. */
  next(): Promise<string>;
}

function watch(...more: readonly string[]): Watching {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'dist/cli.js'), 'readers', '--watch', ...more],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    child,
    stderr: () => stderr,
    async next() {
      const { value } = (await lines.next()) as { value: string };
      return value;
    },
  };
}

async function ended({ child }: Watching): Promise<unknown> {
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  return code;
}

describePcscStack(import.meta.url, () => {
  afterAll(killStartedDaemons);

  test('lists both slots of the daemon, and the card', async () => {
    const slot = await connectVpcd((await plainCard()).card);
    await slotIsFull();
    const run = await onecard(['readers', '--json']);
    expect(run).toMatchObject({ exit: 0, stderr: '' });
    const { readers } = JSON.parse(run.stdout).data;
    expect(readers.map(({ name }: { name: string }) => name)).toEqual([
      'Virtual PCD 00 00',
      'Virtual PCD 00 01',
    ]);
    expect(readers[0].slots[0].card).toMatchObject({ protocols: ['T=1'] });
    expect(readers[1].slots[0]).not.toHaveProperty('card');
    await slot.close();
    await slotIsEmpty();
  });

  test('watches a card come and go, and the daemon end and come back', async () => {
    const watching = watch('--json');
    const next = async () => {
      const { type, reader } = JSON.parse(await watching.next());
      return [type, reader].filter(Boolean).join(' ');
    };
    const both = ['Virtual PCD 00 00', 'Virtual PCD 00 01'];
    const attached = both.map((name) => `reader-attached ${name}`);
    expect([await next(), await next()]).toEqual(attached);

    const slot = await connectVpcd((await plainCard()).card);
    expect(await next()).toBe('card-in Virtual PCD 00 00');
    await slot.close();
    expect(await next()).toBe('card-out Virtual PCD 00 00');

    expect(watching.stderr()).toBe('');
    await stopDaemon();
    expect([await next(), await next()]).toEqual(both.map((name) => `reader-detached ${name}`));
    expect(await next()).toBe('service-lost');
    await expect.poll(watching.stderr).toContain('[reader.service-');
    await startDaemon();
    expect(await next()).toBe('service-back');
    expect([await next(), await next()]).toEqual(attached);
    expect(await ended(watching)).toBe(0);
  });

  test('a daemon that hangs does not keep the command from ending', async () => {
    freezeDaemon();
    onTestFinished(thawDaemon);
    const watching = watch();
    // Time to begin, and to be caught in a call that does not come back.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const began = performance.now();
    expect(await ended(watching)).toBe(0);
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('ends when nobody reads any more', async () => {
    const watching = watch('--lang', 'en');
    expect(await watching.next()).toContain('reader attached  Virtual PCD 00 00');
    watching.child.stdout?.destroy();
    const slot = await connectVpcd((await plainCard()).card);
    const [code] = await once(watching.child, 'exit');
    expect(code).toBe(0);
    expect(watching.stderr()).toBe('');
    await slot.close();
    await slotIsEmpty();
  });
});

describeSerialStack('the readers command on a pseudo terminal', () => {
  test('lists and watches the serial reader that is named, without a PC/SC service', async () => {
    const line = await openLine();
    const port = await openSerialPort(line.devicePath, GEMPC_LINE);
    const virtual = new VirtualSerialReader({ port });
    onTestFinished(async () => {
      await virtual.close();
      await line.close();
    });
    virtual.insert(seated(new TestCard(), 'T=1'));
    const nowhere = { PCSCLITE_CSOCK_NAME: '/none' };
    const run = await onecard(['readers', '--serial', line.hostPath, '--json'], nowhere);
    expect(run.exit).toBe(0);
    expect(run.stderr).toMatch(/^\[reader\.(service|library)-not-/);
    const { readers } = JSON.parse(run.stdout).data;
    expect(readers).toMatchObject([
      { kind: 'serial', slots: [{ index: 0, card: { protocols: ['T=1'] } }] },
    ]);

    const looked = await onecard(['doctor', '--serial', line.hostPath, '--json'], nowhere);
    const { findings } = JSON.parse(looked.stdout).error.detail;
    expect(findings).toContainEqual(expect.objectContaining({ cause: 'serial-answers' }));
    const silent = await openLine();
    const mute = await onecard(['doctor', '--serial', silent.hostPath, '--json'], nowhere);
    const told = JSON.parse(mute.stdout).error.detail.findings;
    expect(told).toContainEqual(expect.objectContaining({ cause: 'serial-reader-silent' }));
    const held = await openSerialPort(silent.hostPath, GEMPC_LINE);
    const taken = await onecard(['doctor', '--serial', silent.hostPath, '--json'], nowhere);
    const found = JSON.parse(taken.stdout).error.detail.findings;
    expect(found).toContainEqual(expect.objectContaining({ cause: 'serial-port-taken' }));
    await held.close();
    await silent.close();
  });
});
