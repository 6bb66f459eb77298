/** What stands between a page and the desk service: policies of browsers, address spaces, pairing, clocks. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KINDS } from '../../examples/cli/doctor/browser/browsers.ts';
import { type ExamineBrowser, examineBrowser } from '../../examples/cli/doctor/browser/examine.ts';
import {
  groupPolicyText,
  linuxPolicy,
  registryFile,
} from '../../examples/cli/doctor/browser/files.ts';
import type { BrowserHost } from '../../examples/cli/doctor/browser/host.ts';
import { spaceOf } from '../../examples/cli/doctor/browser/pages.ts';
import {
  anySpeaksOf,
  listed,
  mergedPolicies,
  registryPolicies,
  speaksOf,
} from '../../examples/cli/doctor/browser/policies.ts';
import { EXIT } from '../../examples/cli/output.ts';
import { startDesk } from '../examples/vendors/desk.ts';
import { serveFiles } from '../support/browser.ts';
import { onecard } from '../support/cli.ts';
import { temporaryFolder } from '../support/world.ts';

const HIS = 'https://his.example';
const NOW = Date.parse('2026-03-09T04:00:00Z');

test.each([
  ['*', HIS, true],
  ['https://his.example', HIS, true],
  ['his.example', HIS, true],
  ['HIS.example', HIS, true],
  ['https://his.example:443/path', HIS, true],
  ['https://his.example:*', HIS, true],
  ['https://his.example:8443', HIS, false],
  ['http://his.example', HIS, false],
  ['https://[*.]example', HIS, true],
  ['[*.]his.example', HIS, true],
  ['[*.]is.example', HIS, false],
  ['his.example.evil.example', HIS, false],
  ['is.example', HIS, false],
  ['', HIS, false],
  ['https://', HIS, false],
  ['127.0.0.1', 'http://127.0.0.1:17100', true],
  ['127.0.0.1:17100', 'http://127.0.0.1:17100', true],
  ['[::1]', 'http://[::1]:17100', true],
])('the pattern "%s" and %s: %s', (pattern, origin, speaks) => {
  expect(speaksOf(pattern, origin)).toBe(speaks);
});

test.each([
  ['127.0.0.1', 'loopback'],
  ['127.9.9.9', 'loopback'],
  ['::1', 'loopback'],
  ['10.20.30.40', 'local'],
  ['172.15.0.1', 'public'],
  ['172.16.0.1', 'local'],
  ['172.31.255.1', 'local'],
  ['172.32.0.1', 'public'],
  ['192.168.1.1', 'local'],
  ['100.63.0.1', 'public'],
  ['100.64.0.1', 'local'],
  ['100.127.0.1', 'local'],
  ['100.128.0.1', 'public'],
  ['169.254.1.1', 'local'],
  ['203.0.113.9', 'public'],
  ['fd00::1', 'local'],
  ['fe80::1', 'local'],
  ['2001:db8::1', 'public'],
  ['::ffff:10.0.0.1', 'local'],
])('%s is %s', (address, space) => {
  expect(spaceOf(address)).toBe(space);
});

describe('what is read of policies', () => {
  test('the last file of a folder wins, and one that is no JSON says nothing', () => {
    const policies = mergedPolicies([
      { name: 'b.json', text: '{"LoopbackNetworkAllowedForUrls":["https://b.example"]}' },
      { name: 'a.json', text: '{"LoopbackNetworkAllowedForUrls":["https://a.example"],"x":1}' },
      { name: 'c.json', text: '{' },
      { name: 'd.txt', text: '{"x":2}' },
    ]);
    expect(policies).toEqual({ LoopbackNetworkAllowedForUrls: ['https://b.example'], x: 1 });
  });

  test('what reg prints, and the file that it takes', () => {
    const key = 'SOFTWARE\\Policies\\Google\\Chrome';
    const printed = [
      '',
      `HKEY_LOCAL_MACHINE\\${key}`,
      '    DefaultPopupsSetting    REG_DWORD    0x2',
      '    HomepageLocation    REG_SZ    https://his.example/start',
      '',
      `HKEY_LOCAL_MACHINE\\${key}\\LoopbackNetworkAllowedForUrls`,
      '    1    REG_SZ    https://his.example',
      '    2    REG_SZ    [*.]county.example',
      '',
    ].join('\r\n');
    const policies = registryPolicies(key, printed);
    expect(policies).toMatchObject({ DefaultPopupsSetting: 2 });
    expect(listed(policies, 'LoopbackNetworkAllowedForUrls')).toEqual([HIS, '[*.]county.example']);
  });
});

/** A computer with one browser, its policies as files. */
function computer(more: Partial<BrowserHost> & { version?: string; policy?: object } = {}) {
  const { version = '147.0.7000.1', policy = {}, ...host } = more;
  const made: BrowserHost = {
    platform: 'linux',
    run: async (command) => (command === 'chromium' ? `Chromium ${version}` : undefined),
    readFolder: async (path) =>
      path === KINDS[0]!.folders[0]
        ? [{ name: 'a.json', text: JSON.stringify(policy) }]
        : undefined,
    addressesOf: async () => ['203.0.113.9'],
    dateOf: async () => NOW,
    ...host,
  };
  return made;
}

const DESK = { url: 'http://127.0.0.1:17100', origins: [HIS], paired: [HIS] };

async function causes(options: Partial<ExamineBrowser>) {
  const findings = await examineBrowser({
    host: computer(),
    desk: DESK,
    named: [],
    now: NOW,
    ...options,
  });
  return { findings, causes: findings.map(({ cause }) => cause) };
}

test.each([
  ['a public https page', {}, HIS, 'page-asks-the-clerk'],
  ['a public http page', {}, 'http://his.example', 'page-needs-https'],
  ['an older browser', { version: '141.0.1.1' }, 'http://his.example', 'page-not-gated'],
  [
    'a page of the hospital',
    { addressesOf: async () => ['10.1.1.1'] },
    HIS,
    'page-in-the-hospital',
  ],
  [
    'a page of the hospital over http',
    { addressesOf: async () => ['10.1.1.1'] },
    'http://his.example',
    'page-in-the-hospital-http',
  ],
  [
    'one name with a public address too',
    { addressesOf: async () => ['10.1.1.1', '203.0.113.9'] },
    HIS,
    'page-asks-the-clerk',
  ],
  [
    'a page of this computer',
    { addressesOf: async () => ['127.0.0.1'] },
    HIS,
    'page-on-this-computer',
  ],
  ['a name without an address', { addressesOf: async () => [] }, HIS, 'page-unresolved'],
  ['a listed page', { policy: { LoopbackNetworkAllowedForUrls: [HIS] } }, HIS, 'page-allowed'],
  [
    'a listed page without https',
    { policy: { LoopbackNetworkAllowedForUrls: ['*'] } },
    'http://his.example',
    'page-needs-https',
  ],
  [
    'a page that is on both lists',
    { policy: { LoopbackNetworkAllowedForUrls: ['*'], LocalNetworkAccessBlockedForUrls: [HIS] } },
    HIS,
    'page-blocked-by-policy',
  ],
] as const)('%s', async (_name, host, page, cause) => {
  const { causes: found } = await causes({ host: computer(host as object), named: [page] });
  expect(found).toContain(cause);
});

test('the missing setting comes with a file for this system, whatever the lists hold already in it', async () => {
  const policy = { LocalNetworkAccessAllowedForUrls: ['https://other.example'] };
  const { findings } = await causes({ host: computer({ policy }) });
  const asks = findings.find(({ cause }) => cause === 'page-asks-the-clerk')!;
  expect(asks.file?.path).toBe('/etc/chromium/policies/managed/zz-onecard.json');
  expect(JSON.parse(asks.file!.text)).toEqual({
    LoopbackNetworkAllowedForUrls: ['https://other.example', HIS],
    LocalNetworkAccessAllowedForUrls: ['https://other.example', HIS],
  });
  // With that file in the folder there is nothing left to say.
  const after = JSON.parse(asks.file!.text);
  expect((await causes({ host: computer({ policy: after }) })).causes).toContain('page-allowed');
  const windows = await causes({ host: computer({ platform: 'win32' }) });
  const file = windows.findings.find(({ cause }) => cause === 'page-asks-the-clerk')?.file;
  expect(file?.path).toBe('onecard-loopback.reg');
});

test('pairing, clock, pop-ups, and an address that a list blocks', async () => {
  const { causes: paired } = await causes({});
  expect(paired).toEqual(
    expect.arrayContaining(['desk-answers', 'browser-found', 'origin-paired', 'page-clock-agrees']),
  );
  const allowed = await causes({ desk: { ...DESK, paired: [] } });
  expect(allowed.causes).toContain('origin-allowed');
  const stranger = await causes({ named: ['https://other.example'] });
  expect(stranger.causes).toContain('origin-unknown');
  const late = await causes({ now: NOW + 301_000 });
  expect(late.causes).toContain('page-clock-differs');
  const silent = await causes({ host: computer({ dateOf: async () => undefined }) });
  expect(silent.causes).toContain('page-not-reached');
  const none = await causes({ desk: undefined, named: [HIS] });
  expect(none.causes).toContain('desk-not-running');

  const strict = { DefaultPopupsSetting: 2, URLBlocklist: ['127.0.0.1'] };
  const managed = await causes({ host: computer({ policy: strict }) });
  expect(managed.causes).toEqual(
    expect.arrayContaining(['pop-ups-blocked', 'desk-address-blocked']),
  );
  const eased = { ...strict, PopupsAllowedForUrls: [HIS], URLAllowlist: ['127.0.0.1:17100'] };
  const { causes: open } = await causes({ host: computer({ policy: eased }) });
  expect(open).not.toContain('pop-ups-blocked');
  expect(open).not.toContain('desk-address-blocked');
  const mac = await causes({ host: computer({ platform: 'darwin' }) });
  expect(mac.causes).toContain('policies-not-read');
  const bare = await causes({ host: computer({ run: async () => undefined }) });
  expect(bare.causes).toEqual(expect.arrayContaining(['browser-missing', 'page-asks-the-clerk']));
});

test('the files say the same in each form', () => {
  const both = [HIS, 'https://other.example'];
  expect(anySpeaksOf(JSON.parse(linuxPolicy(both)), ['LoopbackNetworkAllowedForUrls'], HIS)).toBe(
    true,
  );
  const registry = registryFile(both);
  expect(
    registry.startsWith('Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\'),
  ).toBe(true);
  const chrome = registryPolicies(
    'SOFTWARE\\Policies\\Google\\Chrome',
    registry
      .replaceAll(/^\[(.*)\]/gm, '$1')
      .replaceAll(/^"(\d+)"="(.*)"/gm, '    $1    REG_SZ    $2')
      .split('\r\n\r\n')
      .filter((block) => !block.includes('Edge'))
      .join('\r\n\r\n'),
  );
  expect(listed(chrome, 'LoopbackNetworkAllowedForUrls')).toEqual(both);
  expect(listed(chrome, 'LocalNetworkAccessAllowedForUrls')).toEqual(both);
  const groups = groupPolicyText(both).trimEnd().split('\r\n\r\n');
  expect(groups).toHaveLength(8);
  for (const group of groups) {
    expect(group).toMatch(/^Computer\r\nSOFTWARE\\Policies\\\S+Urls\r\n\d+\r\nSZ:https:\/\/\S+$/);
  }
});

test('the command asks the running service, names what is missing, and writes the files', async () => {
  const desk = await startDesk();
  try {
    const his = await serveFiles({ '/': 'HIS' });
    await desk.allow(his);
    const data = join(desk.folder, 'world');
    const given = ['doctor', '--data', data, '--browser', '--his', HIS, '--json', '--lang', 'en'];
    const folder = join(await temporaryFolder(), 'policies');
    const ran = await onecard([...given, '--policies', folder]);
    const { findings } = JSON.parse(ran.stdout).error?.detail ?? JSON.parse(ran.stdout).data;
    const about = (page: string) =>
      findings
        .filter(({ facts }: { facts: { page?: string } }) => facts.page === page)
        .map(({ cause }: { cause: string }) => cause);
    expect(about(his)).toEqual(['page-on-this-computer', 'origin-allowed', 'page-clock-agrees']);
    expect(about(HIS)).toContain('page-unresolved');
    const found = findings.map(({ cause }: { cause: string }) => cause);
    expect(found).toContain('desk-answers');
    expect(JSON.parse(await readFile(join(folder, 'onecard-loopback.json'), 'utf8'))).toMatchObject(
      {
        LoopbackNetworkAllowedForUrls: [HIS],
      },
    );
    for (const name of ['onecard-loopback.reg', 'onecard-loopback.lgpo.txt']) {
      expect(await readFile(join(folder, name), 'utf8')).toContain(HIS);
    }
    const wrong = await onecard(['doctor', '--data', data, '--his', 'his']);
    expect(wrong.exit).toBe(EXIT.usage);
  } finally {
    await desk.close();
  }
});
