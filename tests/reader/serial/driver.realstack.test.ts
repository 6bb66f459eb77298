/**
 * The serial driver through the kernel's terminals: serialport on one end of a pair of pseudo terminals, on
 * the other the virtual reader that libccid has judged.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { withGetResponse, withRightLe } from '../../../src/card/index.ts';
import type { ReaderProvider } from '../../../src/reader/provider.ts';
import {
  GEMPC_LINE,
  openSerialPort,
  serialPorts,
  serialReaders,
} from '../../../src/reader/serial/index.ts';
import { VirtualSerialReader } from '../../../src/virtual/serial/index.ts';
import { describeSerialStack, type Line, openLine } from './stack.ts';
import {
  bytes,
  command,
  INS_ECHO,
  INS_READ,
  INS_SELECT,
  INS_SLEEP,
  seated,
  TestCard,
} from './testCard.ts';

describeSerialStack('the serial driver on a pseudo terminal', () => {
  let line: Line;
  let virtual: VirtualSerialReader;
  let readers: ReaderProvider;
  let card: TestCard;

  beforeEach(async () => {
    line = await openLine();
    virtual = new VirtualSerialReader({ port: await openSerialPort(line.devicePath, GEMPC_LINE) });
    readers = serialReaders({ path: line.hostPath });
    card = new TestCard();
  });

  afterEach(async () => {
    await readers.close();
    await virtual.close();
    await line.close();
  });

  async function use(protocol: 'T=0' | 'T=1', wish: Parameters<typeof seated>[2] = {}) {
    virtual.insert(seated(card, protocol, wish));
    const reader = await readers.waitForCard({ timeoutMs: 5_000 });
    const connection = await reader.connect();
    expect(connection.protocol).toBe(protocol);
    return connection;
  }

  test('T=1: both directions in chains, with both codes', async () => {
    const lrc = await use('T=1', { ifsc: 20 });
    expect(toHex(await lrc.transmit(command(INS_ECHO, bytes(3_000), 65_536)))).toBe(
      `${toHex(bytes(3_000))}9000`,
    );
    await lrc.close();
    const crc = await use('T=1', { edc: 'crc', fiDi: 0x18 });
    expect(toHex(await crc.transmit(command(INS_READ, undefined, 4_096)))).toBe(
      `${toHex(bytes(4_096))}9000`,
    );
  });

  test.each([
    'nak',
    'bad-block',
    'lost-block',
    'parity-error',
    'bad-frame-lrc',
    'noise',
    'wtx',
    'time-extension',
    'ifs',
    'slot-change',
  ] as const)('T=1 with %s once', async (fault) => {
    const connection = await use('T=1');
    virtual.inject(fault);
    const response = await connection.transmit(command(INS_ECHO, bytes(100), 256));
    expect(toHex(response)).toBe(`${toHex(bytes(100))}9000`);
    expect(card.runs).toHaveLength(1);
    expect(virtual.faultsWaiting).toEqual([]);
  });

  test('T=0: GET RESPONSE, right Le, time byte, a command of a second', async () => {
    const connection = withGetResponse(withRightLe(await use('T=0')));
    expect(toHex(await connection.transmit(command(INS_SELECT, fromHex('0102'), 256)))).toBe(
      '6f0584030102039000',
    );
    virtual.inject('time-byte');
    expect(toHex(await connection.transmit(command(INS_READ, undefined, 2)))).toBe('00079000');
    expect(toHex(await connection.transmit(command(INS_SLEEP, undefined, 0, 10)))).toBe('9000');
  });

  test('a card pulled in the middle, and put back', async () => {
    const connection = await use('T=1');
    virtual.inject('pull-card');
    await expect(connection.transmit(command(INS_READ, undefined, 2))).rejects.toMatchObject({
      code: 'reader.card-removed',
    });
    await connection.close();
    const again = await use('T=1');
    expect(toHex(await again.transmit(command(INS_READ, undefined, 2)))).toBe('00079000');
  });

  test('the line cut in the middle: the command fails at once, the port is gone', async () => {
    const connection = await use('T=1');
    const command10s = connection.transmit(command(INS_SLEEP, undefined, 0, 100));
    const fails = expect(command10s).rejects.toMatchObject({ code: 'reader.reader-removed' });
    await sleep(200);
    const cutAt = performance.now();
    await line.close();
    await fails;
    expect(performance.now() - cutAt).toBeLessThan(2_000);
    await connection.close();
    expect(await readers.list()).toEqual([]);
    await expect(readers.waitForCard({ timeoutMs: 100 })).rejects.toMatchObject({
      code: 'reader.no-reader',
    });
  });

  test('the port belongs to one process’s reader at a time', async () => {
    await use('T=1');
    const second = serialReaders({ path: line.hostPath });
    await expect(second.list()).rejects.toMatchObject({
      code: 'reader.serial-port-not-opened',
      detail: { reason: 'in-use' },
    });
    await second.close();
  });

  test('ports are listed with udevadm or without it', async () => {
    const before = process.env.PATH;
    process.env.PATH = line.folder;
    try {
      expect(await serialPorts()).toMatchObject({ outcome: 'listed' });
    } finally {
      process.env.PATH = before;
    }
  });
});
