/** The serial driver against the virtual reader, over a pair of ports within the process. */
import { afterEach, describe, expect, test } from 'vitest';
import { toHex } from '../../../src/bytes.ts';
import { withGetResponse, withRightLe } from '../../../src/card/index.ts';
import { closeDesks, connect, openDesk } from './desk.ts';
import {
  bytes,
  command,
  INS_ECHO,
  INS_READ,
  INS_SELECT,
  INS_SLEEP,
  INS_UPDATE,
} from './testCard.ts';

afterEach(closeDesks);

describe('T=1', () => {
  test('IFSD, one block each way, and what the connection says of itself', async () => {
    const world = openDesk({ card: 'T=1' });
    const card = await connect(world);
    expect(card.protocol).toBe('T=1');
    expect(toHex(card.atr)).toMatch(/^3b97/);
    expect(world.messages).toContain('xfr-block 00c101fe3e');
    expect(toHex(await card.transmit(command(INS_SELECT, bytes(2), 256)))).toBe(
      '6f0584030102039000',
    );
    await card.close();
    expect(world.messages.at(-1)).toBe('icc-power-off ');
  });

  test.each([
    ['lrc', 254],
    ['crc', 254],
    ['lrc', 16],
    ['crc', 5],
  ] as const)('chaining both ways, %s, IFSC %i', async (edc, ifsc) => {
    const card = await connect(openDesk({ card: 'T=1', wish: { edc, ifsc } }));
    expect(toHex(await card.transmit(command(INS_ECHO, bytes(255), 256)))).toBe(
      `${toHex(bytes(255))}9000`,
    );
    expect(toHex(await card.transmit(command(INS_READ, undefined, 4_096)))).toBe(
      `${toHex(bytes(4_096))}9000`,
    );
    const long = command(INS_ECHO, bytes(3_000), 65_536);
    expect(toHex(await card.transmit(long))).toBe(`${toHex(bytes(3_000))}9000`);
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
  ] as const)('%s once is healed, and the command runs once', async (fault) => {
    const world = openDesk({ card: 'T=1', wish: { ifsc: 64 } });
    const card = await connect(world);
    world.virtual.inject(fault);
    const response = await card.transmit(command(INS_ECHO, bytes(200), 256));
    expect(toHex(response)).toBe(`${toHex(bytes(200))}9000`);
    expect(world.card.runs).toHaveLength(1);
    expect(world.virtual.faultsWaiting).toEqual([]);
  });

  test('a command of a second: the card asks for time, nobody gives up', async () => {
    const world = openDesk({ card: 'T=1' });
    const card = await connect(world);
    expect(toHex(await card.transmit(command(INS_SLEEP, undefined, 0, 10)))).toBe('9000');
    expect(world.messages.filter((message) => message === 'xfr-block 00e30102e0')).not.toHaveLength(
      0,
    );
  });

  test('blocks lost for ever: dead until reset, then as new', async () => {
    const world = openDesk({ card: 'T=1' });
    const card = await connect(world);
    world.virtual.inject('lost-block', { times: 100 });
    await expect(card.transmit(command(INS_UPDATE, bytes(4)))).rejects.toMatchObject({
      code: 'reader.link-dead',
    });
    await expect(card.transmit(command(INS_READ, undefined, 4))).rejects.toMatchObject({
      code: 'reader.connection-poisoned',
    });
    expect(world.card.runs).toHaveLength(1);
    await card.close();
    world.virtual.clearFaults();
    const again = await connect(world);
    expect(toHex(await again.transmit(command(INS_READ, undefined, 2)))).toBe('00079000');
  });

  test('an answer lost three times: the outcome is unknown, nothing is sent again, the link lives', async () => {
    const world = openDesk({ card: 'T=1' });
    const card = await connect(world);
    world.virtual.inject('bad-block', { times: 3 });
    await expect(card.transmit(command(INS_UPDATE, bytes(4)))).rejects.toMatchObject({
      code: 'reader.transmit-failed',
      detail: { rule: 'answer-lost' },
    });
    expect(world.card.runs).toHaveLength(1);
    expect(toHex(await card.transmit(command(INS_READ, undefined, 2)))).toBe('00079000');
  });

  test('the card breaks off', async () => {
    const world = openDesk({ card: 'T=1' });
    const card = await connect(world);
    world.virtual.inject('abort');
    await expect(card.transmit(command(INS_ECHO, bytes(4), 4))).rejects.toMatchObject({
      code: 'reader.exchange-aborted',
    });
    expect(toHex(await card.transmit(command(INS_ECHO, bytes(2), 2)))).toBe('00079000');
  });
});

describe('T=0', () => {
  test('61 xx and 6C xx come up as they are; the layers do the rest', async () => {
    const world = openDesk({ card: 'T=0' });
    const card = await connect(world);
    expect(card.protocol).toBe('T=0');
    expect(toHex(await card.transmit(command(INS_SELECT, bytes(2), 256)))).toBe('6107');
    const layered = withGetResponse(withRightLe(card));
    expect(toHex(await layered.transmit(command(INS_SELECT, bytes(2), 256)))).toBe(
      '6f0584030102039000',
    );
    expect(toHex(await layered.transmit(command(INS_READ, undefined, 256, 0x0f, 0xf0)))).toMatch(
      /^(..){16}9000$/,
    );
  });

  test.each(['nak', 'time-byte', 'time-extension', 'slot-change'] as const)(
    '%s once is healed',
    async (fault) => {
      const world = openDesk({ card: 'T=0' });
      const card = await connect(world);
      world.virtual.inject(fault);
      expect(toHex(await card.transmit(command(INS_READ, undefined, 4)))).toBe(
        `${toHex(bytes(4))}9000`,
      );
    },
  );

  test.each(['bad-frame-lrc', 'parity-error', 'lost-block', 'noise'] as const)(
    '%s: the outcome is unknown, and nothing is sent again',
    async (fault) => {
      const world = openDesk({ card: 'T=0' });
      const card = await connect(world);
      world.virtual.inject(fault);
      await expect(card.transmit(command(INS_UPDATE, bytes(4)))).rejects.toMatchObject({
        code: 'reader.transmit-failed',
      });
      expect(world.card.runs).toHaveLength(1);
      expect(toHex(await card.transmit(command(INS_READ, undefined, 2)))).toBe('00079000');
    },
  );

  test('a command of a second', async () => {
    const card = await connect(openDesk({ card: 'T=0' }));
    expect(toHex(await card.transmit(command(INS_SLEEP, undefined, 0, 10)))).toBe('9000');
  });

  test('an extended command goes in ENVELOPEs, its answer comes by GET RESPONSE', async () => {
    const world = openDesk({ card: 'T=0', wish: { ne: 65_536 } });
    const card = withGetResponse(withRightLe(await connect(world)));
    const response = await card.transmit(command(INS_ECHO, bytes(1_000), 65_536));
    expect(toHex(response)).toBe(`${toHex(bytes(1_000))}9000`);
    expect(world.card.runs).toHaveLength(1);
  });
});

describe('protocol and speed', () => {
  test('the first offer is taken; another only when it is asked for, by PPS', async () => {
    const first = openDesk({ card: 'both' });
    expect((await connect(first)).protocol).toBe('T=0');
    expect(first.messages.some((message) => message.startsWith('xfr-block ff'))).toBe(false);
    const second = openDesk({ card: 'both', protocol: 'T=1' });
    const card = await connect(second);
    expect(card.protocol).toBe('T=1');
    expect(second.messages).toContain('xfr-block ff01fe');
    expect(toHex(await card.transmit(command(INS_READ, undefined, 2)))).toBe('00079000');
  });

  test('a faster card is asked for its speed', async () => {
    const world = openDesk({ card: 'T=1', wish: { fiDi: 0x18 } });
    await connect(world);
    expect(world.messages).toContain('xfr-block ff1118f6');
    expect(world.messages.find((message) => message.startsWith('set-parameters'))).toBe(
      'set-parameters 1810004500fe00',
    );
  });

  test('a PPS in vain: the card is reset and spoken to as it answers', async () => {
    const world = openDesk({ card: 'T=1', wish: { fiDi: 0x18 } });
    world.virtual.inject('lost-block');
    const card = await connect(world);
    expect(world.messages.filter((message) => message.startsWith('icc-power-on'))).toHaveLength(2);
    expect(toHex(await card.transmit(command(INS_READ, undefined, 2)))).toBe('00079000');
  });

  test('a card without the wanted protocol', async () => {
    await expect(connect(openDesk({ card: 'T=0', protocol: 'T=1' }))).rejects.toMatchObject({
      code: 'reader.protocol-mismatch',
    });
  });

  test('a reader that sends nothing back', async () => {
    const card = await connect(openDesk({ card: 'T=1', hasEcho: false }));
    expect(toHex(await card.transmit(command(INS_READ, undefined, 2)))).toBe('00079000');
  });
});
