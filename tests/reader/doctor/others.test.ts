/** Serial ports, HID readers, vendors' libraries. */

import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import {
  type ExamineReadersOptions,
  examineReaders,
  type HidDevice,
  READER_CAUSES,
  type ReaderFinding,
} from '../../../src/reader/index.ts';
import { type Content, computer, scriptedService } from './computer.ts';

async function findingsOf(
  files: Readonly<Record<string, Content>>,
  options: ExamineReadersOptions,
  machine: Parameters<typeof computer>[1] = {},
): Promise<readonly ReaderFinding[]> {
  const { host } = await computer(files, machine);
  return examineReaders({
    host,
    openPort: async () => scriptedService({}),
    listPorts: async () => ({ outcome: 'listed', ports: [] }),
    bus: busOf([]),
    ...options,
  });
}

function of(findings: readonly ReaderFinding[], check: string): ReaderFinding | undefined {
  return findings.find((finding) => finding.check === check);
}

function busOf(devices: readonly Partial<HidDevice>[], failure?: Error) {
  return {
    list: async () => {
      if (failure) throw failure;
      return devices as readonly HidDevice[];
    },
    open: () => Promise.reject(new Error('nobody opens')),
  };
}

describe('serial ports', () => {
  test.each([
    [
      { outcome: 'listed', ports: [{ path: '/dev/ttyS0', maker: undefined }] },
      {},
      'serial-names-missing',
    ],
    [{ outcome: 'listed', ports: [] }, { '/usr/bin/udevadm': '' }, 'serial-ports-listed'],
    [{ outcome: 'not-listable', reason: 'because' }, {}, 'serial-ports-hidden'],
  ] as const)('%j with %j: %s', async (listing, files, cause) => {
    const listPorts = async () => listing;
    const env = { PATH: '/bin:/usr/bin:' };
    expect(of(await findingsOf(files, { listPorts }, { env }), 'serial-ports')?.cause).toBe(cause);
  });

  test('the reader on a port that is not there', async () => {
    const found = of(await findingsOf({}, { serial: '/dev/onecard-none' }), 'serial-reader');
    expect(found).toMatchObject({
      cause: 'serial-port-missing',
      facts: { port: '/dev/onecard-none' },
    });
  });
});

describe('HID readers', () => {
  const uevent = 'DRIVER=hid-generic\nHID_ID=0003:0000072F:000090D5\nHID_NAME=HD100 \u001b[31m\n';
  const folder = '/sys/class/hidraw/hidraw0/device';
  const profiled = { [`${folder}/uevent`]: uevent, '/dev/hidraw0': '' };
  const key = {
    '/sys/class/hidraw/hidraw3/device/uevent': 'HID_ID=0003:00001209:00000C01\nHID_NAME=Key\n',
    '/sys/class/hidraw/hidraw3/device/report_descriptor': Uint8Array.of(6, 0xd0, 0xf1, 9, 1),
    '/dev/hidraw3': '',
  };
  const mouse = {
    '/sys/class/hidraw/hidraw1/device/uevent': 'HID_ID=0003:0000046D:0000C31C\nHID_NAME=Mouse\n',
    '/sys/class/hidraw/hidraw1/device/report_descriptor': Uint8Array.of(5, 1, 9, 2),
  };

  test('none, and whether that is wrong', async () => {
    expect(of(await findingsOf(mouse, {}), 'hid')?.cause).toBe('hid-none');
    expect(of(await findingsOf(mouse, { hid: true }), 'hid')?.cause).toBe('hid-absent');
  });

  test('usable: by profile, and by their report descriptor', async () => {
    const found = of(await findingsOf({ ...profiled, ...key, ...mouse }, {}), 'hid');
    expect(found).toMatchObject({
      cause: 'hid-usable',
      facts: { devices: '/dev/hidraw0 072f:90d5 HD100 [31m, /dev/hidraw3 1209:0c01 Key' },
    });
  });

  test('not permitted: a udev rule for the very models, ready to be written', async () => {
    const { host } = await computer({ ...profiled, ...key });
    const found = of(
      await examineReaders({
        host: { ...host, mayUse: async (path) => path !== '/dev/hidraw0' },
        openPort: async () => scriptedService({}),
      }),
      'hid',
    );
    expect(found).toMatchObject({
      cause: 'hid-forbidden',
      verdict: 'bad',
      file: {
        path: '/etc/udev/rules.d/70-onecard.rules',
        text: 'KERNEL=="hidraw*", ATTRS{idVendor}=="072f", ATTRS{idProduct}=="90d5", TAG+="uaccess"\n',
      },
    });
    expect(found?.facts.devices).not.toContain('hidraw3');
  });

  test('a device without its node may not be used', async () => {
    const { '/dev/hidraw0': _, ...withoutNode } = profiled;
    expect(of(await findingsOf(withoutNode, {}), 'hid')?.cause).toBe('hid-forbidden');
  });

  test('node-hid missing, and failing', async () => {
    const missing = busOf([], new OneCardError('reader.hid-not-available'));
    const missed = of(await findingsOf({}, { hid: true, bus: missing }), 'hid');
    expect(missed?.cause).toBe('hid-binding-missing');
    const failing = busOf([], new OneCardError('reader.call-timed-out'));
    expect(of(await findingsOf({}, { hid: true, bus: failing }), 'hid')?.cause).toBe('hid-failed');
  });

  test('where there is no sysfs the devices that node-hid lists', async () => {
    const machine = { platform: 'win32' } as const;
    const fido = { usagePage: 0xf1d0, vendorId: 0x1209, productId: 1, product: 'Key' };
    const found = await findingsOf({}, { hid: true, bus: busOf([fido]) }, machine);
    expect(of(found, 'hid')).toMatchObject({
      cause: 'hid-usable',
      facts: { devices: '1209:0001 Key' },
    });
    const other = { ...fido, usagePage: 1 };
    const none = await findingsOf({}, { hid: true, bus: busOf([other]) }, machine);
    expect(of(none, 'hid')?.cause).toBe('hid-absent');
    expect(of(await findingsOf({}, {}, machine), 'hid')).toBeUndefined();
  });
});

/** Head of a Windows library for a machine type. */
function portableExecutable(machine: number): Uint8Array {
  const head = new Uint8Array(0x100);
  head.set([0x4d, 0x5a]);
  head[0x3c] = 0x80;
  head.set([0x50, 0x45, 0, 0, machine & 0xff, machine >> 8], 0x80);
  return head;
}

describe("a vendor's library", () => {
  test.each([
    [portableExecutable(0x14c), 'x64', 'vendor-library-other-processor', 'ia32'],
    [portableExecutable(0x14c), 'ia32', 'vendor-library-fits', 'ia32'],
    [portableExecutable(0x8664), 'x64', 'vendor-library-fits', 'x64'],
    [portableExecutable(0xaa64), 'x64', 'vendor-library-other-processor', 'arm64'],
    [portableExecutable(0x1234), 'x64', 'vendor-library-other-processor', 'pe-4660'],
  ] as const)('Windows, case %#', async (bytes, arch, cause, made) => {
    const options = { vendorLibrary: '/opt/SSCardDriver.dll' };
    const findings = await findingsOf({ '/opt/SSCardDriver.dll': bytes }, options, { arch });
    expect(of(findings, 'vendor-library')).toMatchObject({ cause, facts: { made, program: arch } });
  });

  test('Linux: this very program as the library', async () => {
    const node = await readFile(process.execPath);
    const files = { '/opt/driver.so': node.subarray(0, 4_096) };
    const fits = await findingsOf(
      files,
      { vendorLibrary: '/opt/driver.so' },
      { arch: process.arch },
    );
    expect(of(fits, 'vendor-library')?.cause).toBe('vendor-library-fits');
  });

  test('not there, and not a library', async () => {
    const files = {
      '/a.dll': 'MZ',
      '/b.dll': new Uint8Array(0x40),
      '/c.dll': portableExecutable(0x14c).subarray(0, 0x84),
    };
    for (const vendorLibrary of Object.keys(files)) {
      const found = of(await findingsOf(files, { vendorLibrary }), 'vendor-library');
      expect(found?.cause).toBe('vendor-library-unknown');
    }
    const none = of(await findingsOf({}, { vendorLibrary: '/none.dll' }), 'vendor-library');
    expect(none?.cause).toBe('vendor-library-missing');
  });
});

test.each(Object.entries(READER_CAUSES))('%s has its sentences in both languages', (_, cause) => {
  const texts = [cause.means, 'remedy' in cause ? cause.remedy : undefined];
  expect(texts[1] === undefined).toBe(cause.verdict === 'good' || cause.verdict === 'skipped');
  for (const text of texts.filter((each) => each !== undefined)) {
    expect(text.zh.length).toBeGreaterThan(3);
    expect(text.en.length).toBeGreaterThan(3);
    expect(text.en).not.toMatch(/[\u4e00-\u9fff]/);
  }
});
