/** The road to the service, cause by cause, on computers that this one is not. */

import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import { examineReaders, type ReaderFinding } from '../../../src/reader/index.ts';
import { computer, LISTENS, refusal, scriptedService } from './computer.ts';

type Files = Parameters<typeof computer>[0];
type Host = Parameters<typeof computer>[1];

async function findingsOf(
  failure: OneCardError | { readonly library: OneCardError },
  files: Files = {},
  host: Host = {},
): Promise<readonly ReaderFinding[]> {
  const { host: at } = await computer(files, host);
  const openPort = async () => {
    if ('library' in failure) throw failure.library;
    return scriptedService({ establish: failure });
  };
  const listPorts = async () => ({ outcome: 'listed', ports: [] }) as const;
  return examineReaders({ host: at, openPort, listPorts });
}

function causes(findings: readonly ReaderFinding[]): Readonly<Record<string, string>> {
  return Object.fromEntries(findings.map(({ check, cause }) => [check, cause]));
}

const noService = refusal('reader.service-not-available', '8010001D SCARD_E_NO_SERVICE');

describe('the library', () => {
  const library = new OneCardError('reader.library-not-found', { library: 'libpcsclite.so.1' });
  test.each([
    ['ID=debian\n', 'apt-get install pcscd libccid'],
    ['NAME="UOS"\nID=uos\nID_LIKE=debian\n', 'apt-get install pcscd libccid'],
    ['ID="openEuler"\n', 'dnf install pcsc-lite pcsc-lite-ccid'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'apt-get install pcscd libccid'],
    ['ID=alpine\n', 'apk add pcsc-lite ccid'],
    ['ID=opensuse-leap\nID_LIKE="suse opensuse"\n', 'zypper install pcsc-lite pcsc-ccid'],
    ['ID=something\n', 'pcscd (pcsc-lite), ccid'],
    ['ID=__proto__\n', 'pcscd (pcsc-lite), ccid'],
  ])('missing on %j: says how to install it', async (release, command) => {
    const [first, ...rest] = await findingsOf({ library }, { '/etc/os-release': release });
    expect(first).toMatchObject({
      check: 'pcsc-library',
      cause: 'library-missing',
      verdict: 'bad',
    });
    expect(first?.remedy?.en).toContain(command);
    expect(first?.remedy?.zh).toContain(command);
    const told = rest.filter(({ check }) => check !== 'serial-ports' && check !== 'hid');
    expect(told.map(({ verdict }) => verdict)).toEqual(['skipped', 'skipped', 'skipped']);
  });

  test('missing where the service is spoken to without it: the desk is whole', async () => {
    const { host } = await computer();
    const whole = await examineReaders({
      host,
      openPort: () => Promise.reject(library),
      openDirectly: async () => scriptedService({}),
      listPorts: async () => ({ outcome: 'listed', ports: [] }),
    });
    expect(whole.map(({ cause }) => cause).slice(0, 3)).toEqual([
      'library-not-needed',
      'service-answers',
      'permitted',
    ]);
  });

  test('missing, and the service does not answer without it either: the library is the finding', async () => {
    const { host } = await computer();
    const findings = await examineReaders({
      host,
      openPort: () => Promise.reject(library),
      openDirectly: async () => scriptedService({ establish: noService }),
      listPorts: async () => ({ outcome: 'listed', ports: [] }),
    });
    expect(causes(findings)['pcsc-library']).toBe('library-missing');
  });

  test('koffi missing', async () => {
    const missing = new OneCardError('reader.binding-not-available', { system: 'linux-x64' });
    expect(causes(await findingsOf({ library: missing }))['pcsc-library']).toBe('binding-missing');
  });
});

describe('the service', () => {
  test('not installed', async () => {
    const findings = await findingsOf(noService, { '/etc/os-release': 'ID=fedora\n' });
    expect(causes(findings)['pcsc-service']).toBe('service-not-installed');
    expect(findings[1]?.remedy?.zh).toContain('dnf install');
  });

  test('installed, socket missing', async () => {
    const findings = await findingsOf(noService, { '/usr/sbin/pcscd': '' });
    expect(findings[1]).toMatchObject({
      cause: 'service-socket-missing',
      remedy: { en: 'systemctl enable --now pcscd.socket' },
      facts: { socket: '/run/pcscd/pcscd.comm', pcsc: '8010001D SCARD_E_NO_SERVICE' },
    });
  });

  test('socket left behind by a service that has ended', async () => {
    const findings = await findingsOf(noService, { '/run/pcscd/pcscd.comm': '' });
    expect(causes(findings)['pcsc-service']).toBe('service-socket-refused');
  });

  test('socket that this user may not open', async () => {
    const { host } = await computer();
    const openPort = async () => scriptedService({ establish: noService });
    const forbidden = { ...host, socket: async () => 'forbidden' as const };
    const findings = await examineReaders({ host: forbidden, openPort });
    expect(causes(findings)['pcsc-service']).toBe('service-socket-forbidden');
  });

  test.each(['reader.service-stopped', 'reader.service-not-available'] as const)(
    'somebody listens, and the library says %s: perhaps polkit',
    async (code) => {
      const findings = await findingsOf(refusal(code), { '/run/pcscd/pcscd.comm': LISTENS });
      expect(findings[1]).toMatchObject({ cause: 'service-hangs-up' });
      expect(findings[1]?.file?.text).toContain('access_pcsc');
    },
  );

  test('environment variable that names another socket', async () => {
    const env = { PCSCLITE_CSOCK_NAME: '/none' };
    const findings = await findingsOf(noService, { '/usr/sbin/pcscd': '' }, { env });
    expect(findings[1]).toMatchObject({
      cause: 'service-socket-elsewhere',
      facts: { socket: '/none' },
    });
  });

  test.each([
    ['win32', {}, 'service-idle-on-windows'],
    ['win32', { SESSIONNAME: 'Console' }, 'service-idle-on-windows'],
    ['win32', { SESSIONNAME: 'RDP-Tcp#3' }, 'service-redirected'],
    ['darwin', {}, 'service-down'],
  ] as const)('on %s with %j: %s', async (platform, env, cause) => {
    expect(causes(await findingsOf(noService, {}, { platform, env }))['pcsc-service']).toBe(cause);
  });

  test.each([
    ['reader.call-timed-out', 'service-silent'],
    ['reader.service-busy', 'service-busy'],
    ['reader.pcsc-failed', 'service-failed'],
  ] as const)('%s: %s', async (code, cause) => {
    expect(causes(await findingsOf(refusal(code)))['pcsc-service']).toBe(cause);
  });
});

describe('permission', () => {
  const denied = refusal('reader.not-permitted', '8010006A SCARD_W_SECURITY_VIOLATION');

  test('refused by polkit: a rules file for this very user, ready to be written', async () => {
    const user = 'he said "hi"';
    const env = { SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' };
    const findings = await findingsOf(denied, {}, { user, env });
    expect(findings.map(({ cause }) => cause).slice(0, 4)).toEqual([
      'library-loaded',
      'service-answers',
      'service-forbidden',
      'service-unknown',
    ]);
    const { file, facts } = findings[2]!;
    expect(facts).toMatchObject({ session: 'ssh', pcsc: '8010006A SCARD_W_SECURITY_VIOLATION' });
    expect(file?.path).toBe('/etc/polkit-1/rules.d/40-onecard.rules');
    // The rule is JavaScript: run it as polkit would.
    const decide = (id: string, name: string) => {
      let rule: (action: { id: string }, subject: { user: string }) => unknown = () => undefined;
      const polkit = { addRule: (given: typeof rule) => (rule = given), Result: { YES: 'yes' } };
      runInNewContext(file!.text, { polkit });
      return rule({ id }, { user: name });
    };
    expect(decide('org.debian.pcsc-lite.access_pcsc', user)).toBe('yes');
    expect(decide('org.debian.pcsc-lite.access_card', user)).toBe('yes');
    expect(decide('org.debian.pcsc-lite.access_card', 'other')).toBeUndefined();
    expect(decide('org.freedesktop.login1.reboot', user)).toBeUndefined();
  });

  test('refused where there is no polkit', async () => {
    const [, , found] = await findingsOf(denied, {}, { platform: 'win32' });
    expect(found).toMatchObject({ cause: 'use-forbidden' });
    expect(found?.file).toBeUndefined();
  });
});

describe('never throws', () => {
  test('a probe that fails is a finding', async () => {
    const { host } = await computer();
    const broken = {
      ...host,
      names: () => Promise.reject(new TypeError('no such thing as 测试甲')),
    };
    const findings = await examineReaders({
      host: broken,
      openPort: () => Promise.reject(new RangeError('secret')),
      listPorts: () => Promise.reject(new Error('secret')),
      hid: true,
      serial: '/dev/none',
      vendorLibrary: '/none.so',
      bus: {
        list: () => Promise.reject(new Error('secret')),
        open: () => Promise.reject(new Error()),
      },
    });
    const failed = findings.filter(({ cause }) => cause === 'probe-failed');
    expect(failed.map(({ check }) => check)).toEqual(['pcsc-service', 'serial-ports']);
    expect(causes(findings)).toMatchObject({
      reader: 'service-unknown',
      hid: 'hid-failed',
    });
    // The class of what was thrown, never its text: it may hold anything.
    expect(JSON.stringify(findings)).not.toMatch(/secret|测试甲/);
    expect(failed[1]?.facts).toEqual({ class: 'Error' });
  });

  test('a probe that hangs is a finding, and the others go on', async () => {
    const { host } = await computer();
    const never = new Promise<never>(() => undefined);
    const findings = await examineReaders({
      host,
      openPort: () => never,
      listPorts: () => never,
      // The other probes are held to it too, on a machine that does other things.
      probeMs: 2_000,
    });
    expect(causes(findings)).toMatchObject({
      'pcsc-service': 'probe-silent',
      'serial-ports': 'probe-silent',
      hid: 'hid-none',
    });
  });

  test('a folder full of what cannot be read', async () => {
    const { root, host } = await computer({
      '/sys/bus/usb/devices/1-1/idVendor': 'zz',
      '/sys/bus/usb/devices/1-1/idProduct': '',
      '/sys/class/hidraw/hidraw0/device/uevent': '\u0000'.repeat(100_000),
      '/usr/lib/pcsc/drivers/x.bundle/Contents/Info.plist': '<key>ifdVendorID</key><string>',
      '/etc/os-release': '='.repeat(10_000),
    });
    await writeFile(join(root, 'proc'), 'a file where a folder should be');
    await chmod(join(root, 'sys/class/hidraw'), 0o000);
    const openPort = async () => scriptedService({ readers: {} });
    const findings = await examineReaders({ host, openPort });
    expect(causes(findings)).toMatchObject({ reader: 'no-reader-plugged-in' });
    await chmod(join(root, 'sys/class/hidraw'), 0o755);
  });
});
