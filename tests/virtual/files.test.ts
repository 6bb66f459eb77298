import { beforeEach, describe, expect, test } from 'vitest';
import { concat, toHex, utf8 } from '../../src/bytes.ts';
import { frame } from '../../src/card/index.ts';
import type { VirtualCard } from '../../src/virtual/index.ts';
import { SELECT_APPLICATION, send, sendAll } from './apdus.ts';
import { logRecord, plainCard } from './cards.ts';

let card: VirtualCard;
beforeEach(async () => {
  ({ card } = await plainCard());
});

function hex(bytes: Uint8Array): string {
  return toHex(bytes).toUpperCase();
}

describe('SELECT', () => {
  test.each([
    ['the application by its whole name', SELECT_APPLICATION, '6F058401F050009000'],
    ['without asking for its control information', '00A4040C09F04F4E454341524401', '9000'],
    ['without Le', '00A4040009F04F4E454341524401', '9000'],
    ['another application', '00A4040007A000000003101000', '6A82'],
    ['a part of the name', '00A4040005F04F4E454300', '6A82'],
    ['the name and more', '00A404000AF04F4E454341524401AA00', '6A82'],
    ['the master file', '00A40000023F0000', '6F0782013883023F009000'],
    ['the master file without a name', '00A4000000', '6F0782013883023F009000'],
    ['EF.DIR under it', '00A40000022F0000', '6F0E8002004082010183022F008801F09000'],
    ['EF.DIR as FCP', '00A40204022F0000', '620E8002004082010183022F008801F09000'],
    ['a file of the application before it', '00A4000002010100', '6A82'],
    ['the master file under itself', '00A40200023F0000', '6A82'],
    ['by path', '00A40800022F0000', '6A86'],
    ['the next occurrence', '00A4040209F04F4E45434152440100', '6A86'],
    ['a file identifier of three bytes', '00A40000033F000000', '6700'],
  ])('%s', async (_name, command, response) => {
    expect(await send(card, command)).toBe(response);
  });

  test('a file of the application after it, and EF.LOG as a cyclic file', async () => {
    const commands = [SELECT_APPLICATION, '00A4000002010100', '00A4000002010600'];
    expect((await sendAll(card, commands)).slice(1)).toEqual([
      '6F0E80020080820101830201018801089000',
      '6F1280020A0082050621008014830201068801309000',
    ]);
  });

  test('keeps the selection when it finds nothing', async () => {
    const commands = [SELECT_APPLICATION, '00A4040007A000000003101000', '00B0810004'];
    expect((await sendAll(card, commands))[2]).toBe('538200079000');
  });
});

describe('READ BINARY', () => {
  const holder = hex(frame(utf8('EF.HOLDER'), 512));

  test('by short identifier, then by offset in the same file', async () => {
    const [, head, rest] = await sendAll(card, [SELECT_APPLICATION, '00B0820004', '00B0000409']);
    expect(head).toBe('538200099000');
    expect(rest).toBe(`${hex(utf8('EF.HOLDER'))}9000`);
  });

  test('offsets beyond 255 need the 15-bit form', async () => {
    const commands = [SELECT_APPLICATION, '00B082FF01', '00B001FF00', '00B0020001'];
    const [, , last, outside] = await sendAll(card, commands);
    expect([last, outside]).toEqual(['009000', '6B00']);
  });

  test.each([
    ['the largest Le takes what is there', '00B0810000', 128, '9000'],
    ['an exact Le', '00B0810080', 128, '9000'],
    ['an Le past the end', '00B0810081', 128, '6282'],
    ['the last byte', '00B0817F01', 1, '9000'],
    ['one byte too many at the end', '00B0817F02', 1, '6282'],
    ['the first byte outside', '00B0818001', 0, '6B00'],
    ['no Le', '00B08100', 0, '6700'],
    ['data in a read', '00B0810001AA', 0, '6700'],
    ['a short identifier that no file has', '00B0890001', 0, '6A82'],
    ['short identifier 0', '00B0800001', 0, '6A86'],
    ['short identifier 31', '00B09F0001', 0, '6A86'],
    ['reserved bits in P1', '00B0C10001', 0, '6A86'],
    ['the log, which has records', '00B0860001', 0, '6981'],
    ['an extended Le', '00B08200000200', 512, '9000'],
    ['the largest extended Le', '00B08200000000', 512, '9000'],
  ])('%s', async (_name, command, dataBytes, sw) => {
    await send(card, SELECT_APPLICATION);
    const response = await send(card, command);
    expect(response.slice(-4)).toBe(sw);
    expect(response.length).toBe(2 * dataBytes + 4);
  });

  test('needs a current file, and short identifiers are those of the directory', async () => {
    const [nothing, atr, application, theirs] = await sendAll(card, [
      '00B0000001',
      '00B081040B',
      SELECT_APPLICATION,
      '00B0810407',
    ]);
    expect(nothing).toBe('6986');
    expect(atr).toBe(`${hex(utf8('EF.ATR/INFO'))}9000`);
    expect(application).toMatch(/9000$/);
    expect(theirs).toBe(`${hex(utf8('EF.CARD'))}9000`);
  });

  test('reads a whole file in pieces', async () => {
    const reads = ['00B08200FF', '00B000FFFF', '00B001FE02'];
    const pieces = (await sendAll(card, [SELECT_APPLICATION, ...reads])).slice(1);
    expect(pieces.map((piece) => piece.slice(0, -4)).join('')).toBe(holder);
  });

  test('a reset forgets what was selected', async () => {
    await sendAll(card, [SELECT_APPLICATION, '00B0820004']);
    card.powerUp();
    expect(await sendAll(card, ['00B0000001', '00B0820001'])).toEqual(['6986', '6A82']);
  });
});

describe('UPDATE BINARY', () => {
  test.each([
    ['slot A whole', `00D68400DF${'A5'.repeat(223)}`, '9000'],
    ['slot B in part', '00D6850002AABB', '9000'],
    ['the last byte of a slot', '00D684DE01AA', '9000'],
    ['one byte past the end', '00D684DE02AABB', '6A84'],
    ['outside', '00D684DF01AA', '6B00'],
    ['no data', '00D68400', '6700'],
    ['an Le', '00D6840001AA00', '6700'],
    ['a file of the issuer', '00D6820001AA', '6982'],
    ['the security object', '00D69D0001AA', '6982'],
    ['the log, which has records', '00D6860001AA', '6981'],
    ['no such file', '00D6890001AA', '6A82'],
  ])('%s', async (_name, command, sw) => {
    await send(card, SELECT_APPLICATION);
    expect(await send(card, command)).toBe(sw);
  });

  test('is read back, and leaves the rest of the slot alone', async () => {
    const [, , part] = await sendAll(card, [SELECT_APPLICATION, '00D6850402AABB', '00B0850008']);
    expect(part).toBe('5382000AAABB2E539000');
  });

  test('cannot reach the files of the master file', async () => {
    expect(await send(card, '00D69E0001AA')).toBe('6982');
  });
});

describe('EF.LOG', () => {
  test('is empty at issue, keeps 20 records, and record 1 is the newest', async () => {
    await send(card, SELECT_APPLICATION);
    expect(await send(card, '00B2013400')).toBe('6A83');
    const records = Array.from({ length: 21 }, (_, index) => logRecord(index));
    for (const record of records) expect(await send(card, '00E2003080', record)).toBe('9000');
    expect(await send(card, '00B2013480')).toBe(`${hex(records[20]!)}9000`);
    expect(await send(card, '00B2143400')).toBe(`${hex(records[1]!)}9000`);
    expect(await send(card, '00B2153400')).toBe('6A83');
  });

  test.each([
    ['a shorter Le', '00B201347F', '6C80'],
    ['no Le', '00B20134', '6700'],
    ['record 0', '00B2003400', '6A86'],
    ['all records', '00B2013500', '6A86'],
    ['a file without records', '00B2010C00', '6981'],
    ['no such file', '00B2014C00', '6A82'],
  ])('READ RECORD: %s', async (_name, command, sw) => {
    await send(card, SELECT_APPLICATION);
    await send(card, '00E2003080', logRecord(1));
    expect(await send(card, command)).toBe(sw);
  });

  test.each([
    ['a short record', `00E200307F${'00'.repeat(127)}`, '6700'],
    ['a long record', `00E2003081${'00'.repeat(129)}`, '6700'],
    ['a record number', `00E2013080${'00'.repeat(128)}`, '6A86'],
    ['a file without records', `00E2000880${'00'.repeat(128)}`, '6981'],
    ['no current file', `00E2000080${'00'.repeat(128)}`, '6986'],
  ])('APPEND RECORD: %s', async (_name, command, sw) => {
    await send(card, SELECT_APPLICATION);
    expect(await send(card, command)).toBe(sw);
  });

  test('may be the current file', async () => {
    const record = logRecord(7);
    await sendAll(card, [SELECT_APPLICATION, '00A4000C020106']);
    expect(await send(card, '00E2000080', record)).toBe('9000');
    expect(await send(card, '00B2010400')).toBe(hex(concat([record, Uint8Array.of(0x90, 0)])));
  });
});

test.each([
  ['a class of others', '80B0810001', '6E00'],
  ['the reserved class', 'FFB0810001', '6E00'],
  ['command chaining', '10B0810001', '6E00'],
  ['secure messaging', '04B0810001', '6882'],
  ['logical channel 1', '01B0810001', '6881'],
  ['VERIFY', '0020008100', '6D00'],
  ['GET CHALLENGE', '0084000008', '6D00'],
  ['no header', '00B0', '6700'],
  ['an Lc that promises more', '00D6840005AA', '6700'],
])('%s', async (_name, command, sw) => {
  expect(await send(card, command)).toBe(sw);
});
