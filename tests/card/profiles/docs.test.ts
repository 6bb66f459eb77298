/** docs/cards-in-use.md says what the code does: its tables are compared here. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PROFILE_NAMES } from '../../../examples/cli/world/profiles.ts';
import { toHex } from '../../../src/bytes.ts';
import { ADDRESSING_STYLES, PROFILE_CHECKS, SSSE_AID } from '../../../src/card/index.ts';

const text = readFileSync(new URL('../../../docs/cards-in-use.md', import.meta.url), 'utf8');

test('every check and every way to ask stands there', () => {
  for (const name of [...Object.keys(PROFILE_CHECKS), ...ADDRESSING_STYLES]) {
    expect(text).toContain(`\`${name}\``);
  }
});

test('the AID and the names of the demo', () => {
  expect(text).toContain(toHex(SSSE_AID).toUpperCase());
  const named = [...text.matchAll(/--profile ([a-z0-9-]+)/g)].map((match) => match[1]);
  expect(named.filter((name) => !PROFILE_NAMES.some((each) => each === name))).toEqual([]);
});
