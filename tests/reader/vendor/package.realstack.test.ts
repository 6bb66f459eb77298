/** Built as the package is, the child is found beside the program. */

import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Options } from 'tsup';
import { expect, test } from 'vitest';
import config from '../../../tsup.config.ts';
import { ROOT } from '../../support/sources.ts';
import { compiled, describeWithCompiler, folderOfFile } from './support.ts';

describeWithCompiler(() => {
  test('without a command, the package’s own child runs', async () => {
    const entry = (config as Options).entry as Readonly<Record<string, string>>;
    const outDir = await folderOfFile(join(ROOT, 'node_modules'));
    await build({
      config: false,
      entry: {
        reader: join(ROOT, entry.reader!),
        'vendor-child': join(ROOT, entry['vendor-child']!),
      },
      outDir,
      format: 'esm',
      target: 'node20',
      silent: true,
    });
    const folder = await folderOfFile();
    const port = join(folder, 'port');
    await mkdir(port);
    await writeFile(join(port, 'card'), '');
    const program = `
      import { vendorReaders } from ${JSON.stringify(join(outDir, 'reader.js'))};
      const [library, port] = process.argv.slice(1);
      const readers = vendorReaders({ library, port });
      const card = await (await readers.waitForCard({ timeoutMs: 5000 })).connect();
      const command = Uint8Array.of(0x00, 0xb0, 0x00, 0x00, 0x10);
      const begin = performance.now();
      for (let round = 0; round < 200; round++) await card.transmit(command);
      console.log((performance.now() - begin) / 200);
      await card.close();
      await readers.close();
    `;
    const library = await compiled(folder, 'reader');
    const parameters = ['--input-type=module', '-e', program, library, port];
    const { stdout } = await promisify(execFile)(process.execPath, parameters, { timeout: 60_000 });
    expect(Number(stdout)).toBeGreaterThan(0);
    console.log(`an APDU through the child: ${Number(stdout).toFixed(2)} ms`);
  });
});
