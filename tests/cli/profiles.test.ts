import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROFILE_NAMES } from '../../examples/cli/world/profiles.ts';
import { onecard } from '../support/cli.ts';
import { temporaryFolder } from '../support/world.ts';

describe('a card in use', () => {
  test.each(PROFILE_NAMES)('%s: what it says, what is proven and what is not', async (name) => {
    const zh = await onecard(['card', 'read', '--profile', name]);
    expect(zh).toMatchObject({ exit: 0, stderr: '' });
    expect(zh.stdout).toMatch(/未经证明/);
    expect(zh.stdout).toContain('姓名：测试甲');
    expect(zh.stdout).toContain('○ card-key 未证明');
    expect(zh.stdout).not.toContain('999001196205120016');
    const en = await onecard(['card', 'read', '--profile', name, '--lang', 'en']);
    expect(en.stdout).toMatch(/unproven/);
    expect(en.stdout).toContain('✓ identity-number passed');
  });

  test('a script gets the checks and none of the holder’s data', async () => {
    const { stdout, exit } = await onecard([
      'card',
      'read',
      '--profile',
      'residents-health',
      '--json',
    ]);
    expect(exit).toBe(0);
    const { ok, data } = JSON.parse(stdout);
    expect(ok).toBe(true);
    expect(data).toMatchObject({
      source: 'residents-health',
      isProven: false,
      fieldsRead: ['name', 'sex', 'bornOn', 'identityNumber', 'schemeNumber'],
    });
    expect(data.checks).toContainEqual({
      name: 'participation',
      outcome: 'not-proven',
      cause: 'needs-centre',
    });
    for (const secret of ['测试甲', '999001196205120016', '999001010203004001', '1962-05-12']) {
      expect(stdout).not.toContain(secret);
    }
  });

  test('it makes no world', async () => {
    const folder = join(await temporaryFolder(), 'world');
    await onecard(['card', 'read', '--profile', 'social-security-2', '--data', folder]);
    await expect(access(folder)).rejects.toThrow();
  });

  test('it is that card or one of the world, not both', async () => {
    const both = ['card', 'read', '--profile', 'social-security-2', '--card', 'yinjiang'];
    expect((await onecard(both)).exit).toBe(2);
    expect((await onecard(['card', 'read', '--profile', 'library-card'])).exit).toBe(2);
  });
});
