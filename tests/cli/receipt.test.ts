/** `onecard receipt` as a user runs it. */

import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { onecard } from '../support/cli.ts';
import { temporaryFolder } from '../support/world.ts';

const TEST_MS = 120_000;

test(
  'a preview counts nothing, the first print is the original, the second a copy',
  async () => {
    const folder = await temporaryFolder();
    const data = join(folder, 'world');
    const settled = await onecard(['demo', '--data', data, '--json']);
    expect(settled.exit).toBe(0);
    const { id } = JSON.parse(settled.stdout).data;
    const run = async (...more: string[]) => {
      const { exit, stdout } = await onecard(['receipt', ...more, '--data', data, '--json']);
      return { exit, ...JSON.parse(stdout) };
    };
    const preview = await run('preview', id);
    expect(preview.data.html).toContain('预览');

    const file = join(folder, 'slip.pdf');
    const who = ['--operator', '测试收费员'];
    const first = await run('print', id, ...who, '--format', 'pdf', '--output', file);
    expect(first.data).toMatchObject({ id, copyNumber: 0, format: 'pdf', paper: 'A5' });
    expect((await readFile(file)).subarray(0, 5).toString()).toBe('%PDF-');

    const taken: Buffer[] = [];
    const server = createServer((socket) => socket.on('data', (part) => taken.push(part)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const copy = await run('print', id, ...who, '--printer', `tcp:127.0.0.1:${port},58mm`);
    expect(copy.data).toMatchObject({ id, copyNumber: 1 });
    expect(new TextDecoder('gb18030').decode(Buffer.concat(taken))).toContain('补打 1');

    const off = await run('print', id, ...who, '--printer', 'tcp:127.0.0.1:1,58mm');
    expect(off.error.code).toBe('print.printer-unreachable');
    const other = await run('preview', '019a0000-0000-7000-8000-000000000001');
    expect([other.exit, other.error.code]).toEqual([20, 'no-receipt']);
    const nowhere = await run('print', id, ...who);
    expect(nowhere.exit).toBe(2);
    const wrong = await run('print', id, ...who, '--printer', '/dev/usb/lp0,A4');
    expect(wrong.exit).toBe(2);
  },
  TEST_MS,
);
