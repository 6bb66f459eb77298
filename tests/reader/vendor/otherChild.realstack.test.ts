/** The child is replaceable: the same driver and the same reader behind a program in another language. */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { vendorReaders } from '../../../src/reader/vendor/ssse32/vendorReaders.ts';
import { vendorCard } from '../../../src/reader/vendor/vendorCard.ts';
import { ROOT } from '../../support/sources.ts';
import { compiled, describeWithCompiler, folderOfFile, hasTool } from './support.ts';

const COMMAND = ['python3', join(ROOT, 'examples/vendors/vendor-child.py')] as const;

describeWithCompiler(() => {
  test('a child in another language', async ({ skip }) => {
    if (!hasTool('python3')) {
      if (process.env.CI === 'true') throw new Error('python3 must be there where CI=true');
      skip('not run: no python3');
    }
    const folder = await folderOfFile();
    const card = vendorCard({ library: await compiled(folder, 'national'), command: COMMAND });
    expect(await card.readBasic()).toMatchObject({ areaCode: '999900', name: '测试甲' });
    expect(await card.verifyPin()).toEqual({ outcome: 'done' });
    await card.close();

    await mkdir(join(folder, 'port'));
    await writeFile(join(folder, 'port/card'), '');
    const readers = vendorReaders({
      library: await compiled(folder, 'reader'),
      command: COMMAND,
      port: join(folder, 'port'),
    });
    const connection = await (await readers.list())[0]!.connect();
    expect(toHex(await connection.transmit(fromHex('00B0000003')))).toBe('0101019000');
    await expect(connection.transmit(fromHex('00000000'))).rejects.toMatchObject({
      code: 'vendor.child-crashed',
    });
    await connection.close();
    await readers.close();

    const missing = vendorCard({ library: join(folder, 'none.so'), command: COMMAND });
    await expect(missing.readBasic()).rejects.toMatchObject({ code: 'vendor.library-not-loaded' });
    await missing.close();
  });
});
