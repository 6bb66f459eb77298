/** What is plugged in and what is in it, on desks that this one is not. */

import { describe, expect, test } from 'vitest';
import { fromHex } from '../../../src/bytes.ts';
import { examineReaders, type ReaderFinding } from '../../../src/reader/index.ts';
import { VIRTUAL_ATR } from '../../../src/virtual/index.ts';
import {
  type Content,
  computer,
  refusal,
  type ServiceScript,
  scriptedService,
  usbDevice,
} from './computer.ts';

const CHECKS: ReadonlySet<string> = new Set(['reader', 'usb', 'card', 'atr']);

async function deskOf(
  script: ServiceScript,
  files: Readonly<Record<string, Content>> = {},
  options: Parameters<typeof computer>[1] = {},
): Promise<readonly ReaderFinding[]> {
  const { host } = await computer(files, options);
  const service = scriptedService(script);
  const findings = await examineReaders({
    host,
    openPort: async () => service,
    listPorts: async () => ({ outcome: 'listed', ports: [] }),
    atrNames: async (atr) => (atr.length === VIRTUAL_ATR.length ? ['OneCard'] : []),
  });
  expect(service.open()).toBe(0);
  return findings.filter(({ check }) => CHECKS.has(check));
}

function causes(findings: readonly ReaderFinding[]): readonly string[] {
  return findings.map(({ cause }) => cause);
}

/** A list of readers as libccid's Info.plist has it. */
function driver(bundleName: string, ids: readonly string[]): string {
  const strings = (part: number) =>
    ids.map((id) => `\t\t<string>0x${id.split(':')[part]}</string>\n`).join('');
  return `<?xml version="1.0"?><plist version="1.0"><dict>
\t<key>CFBundleName</key>
\t<string>${bundleName}</string>
\t<key>ifdVendorID</key>
\t<array>\n${strings(0)}\t</array>
\t<key>ifdProductID</key>
\t<array>\n${strings(1)}\t</array>
</dict></plist>`;
}
const PLIST = '/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist';
const CCID = { [PLIST]: driver('CCIDCLASSDRIVER', ['08E6:3437', '072F:2200']) };
const READER = { id: '1234:5678', product: 'Desk\u0007 Reader', interfaceClass: '0b' };

describe('no reader is listed', () => {
  test('nothing is plugged in', async () => {
    expect(causes(await deskOf({}))).toEqual(['no-reader-plugged-in']);
    const others = {
      ...usbDevice('1-2', { id: '046d:c31c', interfaceClass: '03', driver: 'usbhid' }),
      '/sys/bus/usb/devices/usb1/idVendor': '1d6b',
      '/sys/bus/usb/devices/usb1/idProduct': '0002',
    };
    expect(causes(await deskOf({}, { ...CCID, ...others }))).toEqual(['no-reader-plugged-in']);
  });

  test('the system does not show its USB devices', async () => {
    expect(causes(await deskOf({}, {}, { platform: 'win32' }))).toEqual(['no-reader-listed']);
  });

  test('a CCID reader without any driver', async () => {
    const files = { ...usbDevice('1-1.2', READER), '/etc/os-release': 'ID=debian\n' };
    const [found, ...rest] = await deskOf({}, files);
    expect(rest).toEqual([]);
    expect(found).toMatchObject({
      cause: 'reader-without-driver',
      facts: { device: '1234:5678 Desk Reader' },
    });
    expect(found?.remedy?.en).toContain('apt-get install pcscd libccid');
  });

  test('a CCID reader that the class driver takes, and the service has not', async () => {
    expect(causes(await deskOf({}, { ...CCID, ...usbDevice('1-1', READER) }))).toEqual([
      'reader-not-taken-up',
    ]);
  });

  test('a reader with a class of its own: listed by a driver, or not', async () => {
    const listed = usbDevice('1-1', { id: '072f:2200', interfaceClass: 'ff' });
    expect(causes(await deskOf({}, { ...CCID, ...listed }))).toEqual(['reader-not-taken-up']);
    const unlisted = usbDevice('1-1', { id: '072f:90d5', interfaceClass: 'ff' });
    expect(causes(await deskOf({}, { ...CCID, ...unlisted }))).toEqual(['reader-not-in-driver']);
    expect(causes(await deskOf({}, unlisted))).toEqual(['reader-not-in-driver']);
  });

  test("a maker's HID device, its camera and its memory stick are no PC/SC readers", async () => {
    const files = {
      ...usbDevice('1-1', { id: '096e:0850', interfaceClass: '03', driver: 'usbhid' }),
      ...usbDevice('1-2', { id: '096e:0001', interfaceClass: '08', driver: 'usb-storage' }),
    };
    expect(causes(await deskOf({}, files))).toEqual(['no-reader-plugged-in']);
  });

  test('a reader that the kernel holds: a file to be written', async () => {
    const held = usbDevice('1-1', { ...READER, id: '072f:2200', driver: 'pn533_usb' });
    const [found] = await deskOf({}, { ...CCID, ...held });
    expect(found).toMatchObject({
      cause: 'reader-held-by-kernel',
      facts: { driver: 'pn533_usb' },
      file: { path: '/etc/modprobe.d/onecard.conf', text: 'blacklist pn533_usb\n' },
    });
  });

  test('a token with a keyboard beside its reader is not held', async () => {
    const files = {
      ...usbDevice('1-1', { ...READER, driver: 'usbfs' }),
      '/sys/bus/usb/devices/1-1:1.1/bInterfaceClass': '03',
      '/sys/bus/usb/devices/1-1:1.1/driver': { link: '../drivers/usbhid' },
    };
    expect(causes(await deskOf({}, { ...CCID, ...files }))).toEqual(['reader-not-taken-up']);
  });
});

describe('readers are listed', () => {
  const empty = { readers: { 'Desk A': ['empty'], 'Desk B': ['empty'] } } as const;

  test('fewer than are plugged in', async () => {
    const files = {
      ...usbDevice('1-1', READER),
      ...usbDevice('1-2', READER),
      ...usbDevice('2-1', { ...READER, product: 'Other' }),
    };
    const findings = await deskOf(empty, files);
    expect(causes(findings).slice(0, 2)).toEqual([
      'readers-listed',
      'fewer-readers-than-plugged-in',
    ]);
    expect(findings[0]?.facts).toEqual({ readers: 2, names: 'Desk A, Desk B' });
    expect(findings[1]?.facts.devices).toContain('1234:5678 Other');
  });

  test('all of them empty, or one of them', async () => {
    expect(causes(await deskOf(empty))).toEqual(['readers-listed', 'card-absent', 'card-absent']);
    const one = { readers: { A: ['present'], B: ['empty'] }, atr: VIRTUAL_ATR } as const;
    expect(causes(await deskOf(one))).toEqual([
      'readers-listed',
      'card-answers',
      'atr-known',
      'slot-empty',
    ]);
  });

  test('more than are looked at', async () => {
    const names = Array.from({ length: 12 }, (_, index) => [`R${index}`, ['empty']] as const);
    const findings = await deskOf({ readers: Object.fromEntries(names) });
    expect(findings.filter(({ cause }) => cause === 'card-absent')).toHaveLength(8);
  });
});

describe('the card', () => {
  const present = { readers: { Desk: ['present'] } } as const;

  test.each([
    [['present', 'mute'], 'card-mute'],
    [['present', 'exclusive', 'inUse'], 'card-taken'],
  ] as const)('flags %j: %s', async (flags, cause) => {
    expect(causes(await deskOf({ readers: { Desk: flags } }))).toEqual(['readers-listed', cause]);
  });

  test('shared with another program', async () => {
    const shared = { readers: { Desk: ['present', 'inUse'] }, atr: VIRTUAL_ATR } as const;
    expect(causes(await deskOf(shared))).toEqual(['readers-listed', 'card-shared', 'atr-known']);
  });

  test.each([
    ['reader.in-use', ['card-taken']],
    ['reader.no-card', ['card-absent']],
    ['reader.card-removed', ['card-removed']],
    ['reader.card-mute', ['card-mute']],
    ['reader.protocol-mismatch', ['card-failed', 'atr-unknown']],
    ['reader.transmit-failed', ['card-failed', 'atr-unknown']],
  ] as const)('connecting ends with %s: %j', async (code, expected) => {
    const findings = await deskOf({ ...present, connect: refusal(code) });
    expect(causes(findings)).toEqual(['readers-listed', ...expected]);
  });

  test('access_card refused', async () => {
    const findings = await deskOf({ ...present, connect: refusal('reader.not-permitted') });
    expect(causes(findings)).toEqual(['readers-listed', 'card-forbidden']);
    expect(findings[1]?.file?.text).toContain('"desk"');
  });

  test('taken: programs that are known to hold cards are named when they run', async () => {
    const files = {
      '/proc/17/comm': 'scdaemon\n',
      '/proc/18/comm': 'bash\n',
      '/proc/9/comm': 'scdaemon\n',
      '/proc/self/comm': 'pcsc_scan\n',
    };
    const [, taken] = await deskOf({ ...present, connect: refusal('reader.in-use') }, files);
    expect(taken?.facts.running).toBe('scdaemon');
  });

  test.each([
    ['3B00', 'atr-unknown'],
    ['3B', 'atr-malformed'],
    ['', 'atr-malformed'],
    ['3B8001', 'atr-malformed'],
  ])('answer to reset %s: %s', async (atr, cause) => {
    const findings = await deskOf({ ...present, atr: fromHex(atr) });
    expect(findings[2]).toMatchObject({ cause, facts: { atr, reader: 'Desk' } });
  });
});
