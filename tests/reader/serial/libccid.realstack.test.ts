/**
 * libccid as the judge of the virtual reader: Debian's driver for serial GemPC Twin readers, under pcscd, on
 * a pseudo terminal, drives it and the card behind it; opensc-tool and pyscard see the card.
 */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/bytes.ts';
import { GEMPC_LINE, openSerialPort } from '../../../src/reader/serial/index.ts';
import { VirtualSerialReader } from '../../../src/virtual/serial/index.ts';
import {
  describeSerialStack,
  type Line,
  openLine,
  type PcscClient,
  startPcscClient,
} from './stack.ts';
import {
  command as apdu,
  bytes,
  INS_ECHO,
  INS_READ,
  INS_SELECT,
  INS_SLEEP,
  INS_UPDATE,
  seated,
  TestCard,
} from './testCard.ts';

const command = (...parts: Parameters<typeof apdu>) => toHex(apdu(...parts));

describeSerialStack('libccid drives the virtual reader', () => {
  let line: Line;
  let client: PcscClient;
  let reader: VirtualSerialReader;
  let card: TestCard;
  let sawEmptySlot: () => void = () => undefined;

  beforeAll(async () => {
    line = await openLine();
    reader = new VirtualSerialReader({
      port: await openSerialPort(line.devicePath, GEMPC_LINE),
      onExchange: ({ type }, { icc }) => {
        if (type === 'get-slot-status' && icc === 'absent') sawEmptySlot();
      },
    });
    // The first command that libccid sends asks for the firmware; it is told to send it again.
    reader.inject('nak');
    card = new TestCard();
    reader.insert(seated(card, 'T=1'));
    client = startPcscClient(line);
  });

  afterAll(async () => {
    await client?.close();
    await reader?.close();
    await line?.close();
  });

  afterEach(async () => {
    reader.clearFaults();
    await client.ask({ op: 'disconnect' });
  });

  async function use(protocol: 'T=0' | 'T=1', wish: Parameters<typeof seated>[2] = {}) {
    // pcscd looks at the slot every 400 ms: a card that is swapped faster is the same card to it.
    reader.remove();
    await new Promise<void>((resolve) => {
      sawEmptySlot = resolve;
    });
    await client.log();
    card = new TestCard();
    reader.insert(seated(card, protocol, wish));
    const connected = await client.ask({ op: 'connect', protocol });
    expect(connected).toMatchObject({ code: 0, protocol });
    return connected;
  }

  async function transmit(hex: string): Promise<string> {
    const answer = await client.ask({ op: 'transmit', hex });
    expect(answer.code).toBe(0);
    return answer.hex!;
  }

  /** Which of `texts` the driver's log since the last look does not have. */
  async function missing(...texts: string[]): Promise<readonly string[]> {
    const log = await client.log();
    return texts.filter((text) => !log.includes(text));
  }

  const done = () => client.ask({ op: 'disconnect' });

  test('the reader is found although its first word is a NAK', async () => {
    const connected = await client.ask({ op: 'connect', protocol: 'T=1' });
    expect(connected).toMatchObject({ code: 0, reader: 'OneCard Serial 00 00' });
    expect(await missing('NAK requested', 'Firmware: GemTwin-V2.00-virtual')).toEqual([]);
    expect(await transmit(command(INS_SELECT, fromHex('0102'), 256))).toBe('6f0584030102039000');
  });

  test('T=1: IFSD, one block each way, chaining both ways', async () => {
    await use('T=1');
    expect(await transmit(command(INS_ECHO, bytes(250), 256))).toBe(`${toHex(bytes(250))}9000`);
    expect(await transmit(command(INS_READ, undefined, 256))).toBe(`${toHex(bytes(256))}9000`);
    expect(await missing('sending: 00 C1 01 FE 3E', 'received: 00 E1 01 FE 1E')).toEqual([]);
    await done();
    await use('T=1', { ifsc: 20 });
    expect(await transmit(command(INS_ECHO, bytes(255), 256))).toBe(`${toHex(bytes(255))}9000`);
    expect(await transmit(command(INS_ECHO, bytes(3_000), 65_536))).toBe(
      `${toHex(bytes(3_000))}9000`,
    );
  });

  test('T=1 with CRC: libccid agrees on the code', async () => {
    await use('T=1', { edc: 'crc' });
    expect(await transmit(command(INS_ECHO, bytes(255), 256))).toBe(`${toHex(bytes(255))}9000`);
    expect(await missing('sending: 00 C1 01 FE 54 4E')).toEqual([]);
  });

  test('PPS: a faster card is taken at its word', async () => {
    await use('T=1', { fiDi: 0x18 });
    expect(
      await missing('PPS: Sending request: FF 11 18 F6', 'PPS: Receiving confirm: FF 11 18 F6'),
    ).toEqual([]);
    expect(await transmit(command(INS_READ, undefined, 2))).toBe('00079000');
  });

  test.each([
    ['bad-block', 'checksum failed'],
    ['parity-error', 'Parity error'],
    ['wtx', 'CT sent S-block with wtx=2'],
    ['ifs', 'CT sent S-block with ifs=16'],
    ['slot-change', 'Card removed'],
    ['bad-frame-lrc', 'Wrong LRC'],
  ] as const)(
    'T=1 with %s once: libccid sees it, the answer is right, the card ran once',
    async (fault, seen) => {
      await use('T=1');
      reader.inject(fault);
      expect(await transmit(command(INS_ECHO, bytes(100), 256))).toBe(`${toHex(bytes(100))}9000`);
      expect(card.runs.filter((header) => header.startsWith('0010'))).toHaveLength(1);
      expect(await missing(seen)).toEqual([]);
      expect(reader.faultsWaiting).toEqual([]);
    },
  );

  test('T=1: three bad blocks, then it resynchronises', async () => {
    await use('T=1');
    reader.inject('bad-block', { times: 3 });
    await client.ask({ op: 'transmit', hex: command(INS_READ, undefined, 4) });
    expect(await missing('sending: 00 C0 00 C0')).toEqual([]);
    expect(await transmit(command(INS_READ, undefined, 2))).toBe('00079000');
  });

  test('T=1: a card that takes a second asks for time', async () => {
    await use('T=1');
    expect(await transmit(command(INS_SLEEP, undefined, 0, 10))).toBe('9000');
    expect(await missing('wtx=2')).toEqual([]);
  });

  test('T=0: 61 xx and 6C xx come untouched, GET RESPONSE fetches', async () => {
    await use('T=0');
    expect(await transmit(command(INS_SELECT, fromHex('0102')))).toBe('6107');
    expect(await transmit('00c0000007')).toBe('6f0584030102039000');
    expect(await transmit(command(INS_READ, undefined, 32, 0x0f, 0xf0))).toBe('6c10');
    expect(await transmit(command(INS_READ, undefined, 16, 0x0f, 0xf0))).toMatch(/^(..){16}9000$/);
    expect(await transmit(command(INS_UPDATE, bytes(255)))).toBe('9000');
    expect(toHex(card.written)).toBe(toHex(bytes(255)));
    expect(await transmit(command(INS_READ, undefined, 256))).toBe(`${toHex(bytes(256))}9000`);
  });

  test('T=0: the byte by which a card asks for time', async () => {
    await use('T=0');
    reader.inject('time-byte');
    expect(await transmit(command(INS_READ, undefined, 2))).toBe('00079000');
    expect(await transmit(command(INS_SLEEP, undefined, 0, 10))).toBe('9000');
    expect(await missing('time request: 0xFF')).toEqual([]);
  });

  test('a card that is pulled in the middle', async () => {
    await use('T=1');
    reader.inject('pull-card');
    const answer = await client.ask({ op: 'transmit', hex: command(INS_READ, undefined, 2) });
    expect(answer.code).not.toBe(0);
    await done();
    await use('T=1');
    expect(await transmit(command(INS_READ, undefined, 2))).toBe('00079000');
  });

  test('opensc-tool sees reader and card, and speaks to it', async () => {
    const { atr } = await use('T=1');
    await done();
    const list = await client.ask({ op: 'run', argv: ['opensc-tool', '-l'] });
    expect(list.output).toContain('OneCard Serial');
    const seen = await client.ask({ op: 'run', argv: ['opensc-tool', '-a'] });
    expect(seen.output?.replaceAll(':', '').trim().toLowerCase()).toContain(atr);
    const argv = ['opensc-tool', '-c', 'default', '-s', '00A4040002010200'];
    const sent = await client.ask({ op: 'run', argv });
    expect(sent.output).toContain('SW1=0x90, SW2=0x00');
    expect(sent.output?.replaceAll('\n', ' ')).toContain('6F 05 84 03 01 02 03');
  });

  test('pcsc_scan sees the card', async () => {
    const { atr } = await use('T=1');
    await done();
    // It scans until it is stopped.
    const argv = ['timeout', '1', 'pcsc_scan', '-n'];
    const seen = await client.ask({ op: 'run', argv });
    expect(seen.output).toContain('OneCard Serial');
    expect(seen.output?.replaceAll(' ', '').toLowerCase()).toContain(`atr:${atr}`);
  });
});
