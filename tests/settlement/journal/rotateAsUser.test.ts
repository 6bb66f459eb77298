/** Archives may only be read: whoever is not root is held to it. */

import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { bundle, start } from './child.ts';
import { temporaryFile } from './temporary.ts';

test('a year ends beside the archive of the year before, which its user may not write', async () => {
  const file = temporaryFile();
  chmodSync(dirname(file), 0o777);
  const child = start(
    await bundle('tests/settlement/journal/rotate.child.ts', 'journal-rotate'),
    file,
  );
  onTestFinished(() => child.kill());
  await child.printed(4);
  expect(child.lines).toEqual(['2026', '2027 false', '3 1', 'intact']);
});
