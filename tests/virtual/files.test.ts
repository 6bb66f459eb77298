import { beforeEach, describe, expect, test } from 'vitest';
import { concat, toHex, utf8 } from '../../src/bytes.ts';
import type { VirtualCard } from '../../src/virtual/index.ts';
import { SELECT_APPLICATION, send, sendAll, type Target } from './apdus.ts';
import { LONG_FILE_BYTES, logRecord, plainCard } from './cards.ts';

let card: VirtualCard;
/** The card as a terminal sees it that has the keys of a settlement. */
let settle: Target;
let issue: Target;
beforeEach(async () => {
  const made = await plainCard();
  ({ card } = made);
  settle = made.as('SETTLE');
  issue = made.as('ISSUE');
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
    ['EF.DIR under it', '00A40000022F0000', '6F0E8002000A82010183022F008801F09000'],
    ['EF.DIR as FCP', '00A40204022F0000', '620E8002000A82010183022F008801F09000'],
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
      '6F0E8002000B820101830201018801089000',
      '6F1280020A0082050621008014830201068801309000',
    ]);
  });

  test('keeps the selection when it finds nothing', async () => {
    const commands = [SELECT_APPLICATION, '00A4040007A000000003101000', '00B0810004'];
    expect((await sendAll(card, commands))[2]).toBe('538200079000');
  });
});

describe('READ BINARY', () => {
  test('by short identifier, then by offset in the same file', async () => {
    const [, head, rest] = await sendAll(card, [SELECT_APPLICATION, '00B0810004', '00B0000407']);
    expect(head).toBe('538200079000');
    expect(rest).toBe(`${hex(utf8('EF.CARD'))}9000`);
  });

  test('offsets beyond 255 need the 15-bit form', async () => {
    const commands = [SELECT_APPLICATION, '00B09DFF01', '00B0025700', '00B0025801'];
    const [, , last, outside] = await sendAll(card, commands);
    expect([last, outside]).toEqual(['009000', '6B00']);
  });

  test.each([
    ['the largest Le takes what is there', '00B0810000', 11, '9000'],
    ['an exact Le', '00B081000B', 11, '9000'],
    ['an Le past the end', '00B081000C', 11, '6282'],
    ['the last byte', '00B0810A01', 1, '9000'],
    ['one byte too many at the end', '00B0810A02', 1, '6282'],
    ['the first byte outside', '00B0810B01', 0, '6B00'],
    ['no Le', '00B08100', 0, '6700'],
    ['data in a read', '00B0810001AA', 0, '6700'],
    ['a short identifier that no file has', '00B0890001', 0, '6A82'],
    ['short identifier 0', '00B0800001', 0, '6A86'],
    ['short identifier 31', '00B09F0001', 0, '6A86'],
    ['reserved bits in P1', '00B0C10001', 0, '6A86'],
    ['the log, which has records', '00B0860001', 0, '6981'],
    ['an extended Le', '00B09D00000200', 512, '9000'],
    ['the largest extended Le', '00B09D00000000', LONG_FILE_BYTES, '9000'],
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
    const reads = ['00B09D00FF', '00B000FFFF', '00B001FE00'];
    const pieces = (await sendAll(card, [SELECT_APPLICATION, ...reads])).slice(1);
    const whole = await send(card, '00B09D00000000');
    expect(pieces.map((piece) => piece.slice(0, -4)).join('')).toBe(whole.slice(0, -4));
    expect(whole).toHaveLength(2 * LONG_FILE_BYTES + 4);
  });

  test('a reset forgets what was selected', async () => {
    await sendAll(card, [SELECT_APPLICATION, '00B0810004']);
    card.powerUp();
    expect(await sendAll(card, ['00B0000001', '00B09D0001'])).toEqual(['6986', '6A82']);
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
    ['an Le, which asks for the MAC', '00D6840001AA00', '9000'],
    ['a file of the issuer', '00D6820001AA', '6982'],
    ['the security object', '00D69D0001AA', '6982'],
    ['the log, which has records', '00D6860001AA', '6981'],
    ['no such file', '00D6890001AA', '6A82'],
  ])('%s', async (_name, command, sw) => {
    await send(settle, SELECT_APPLICATION);
    expect(await send(settle, command)).toBe(sw);
  });

  test('is read back, and leaves the rest of the slot alone', async () => {
    const commands = [SELECT_APPLICATION, '00D6850402AABB', '00B0850000'];
    const [, , slot] = await sendAll(settle, commands);
    expect(slot!.slice(0, 16)).toBe('5382000AAABB2E53');
    expect(slot).toHaveLength(2 * 223 + 4);
  });

  test('cannot reach the files of the master file', async () => {
    expect(await send(card, '00D69E0001AA')).toBe('6982');
  });

  test.each([
    ['a longer content', '00D6820008538200 0901020304', '53820009010203044F4C444552'],
    ['a shorter content', '00D6820006538200020102', '538200020102'],
    ['a head alone', '00D682000453820003', '5382000345462E'],
  ])('a file of the issuer ends where its new head says: %s', async (_name, command, expected) => {
    await send(issue, SELECT_APPLICATION);
    expect(await send(issue, command.replaceAll(' ', ''))).toBe('9000');
    expect(await send(issue, '00B0820000')).toBe(`${expected}9000`);
  });

  test('a file of the issuer never grows beyond its reserve', async () => {
    await send(issue, SELECT_APPLICATION);
    const commands = ['00D6820004538201FC', '00B0820000', '00D601FC0401020304', '00D601FF02AABB'];
    const [head, read, end, outside] = await sendAll(issue, commands);
    expect([head, end, outside]).toEqual(['9000', '9000', '6A84']);
    expect(read).toHaveLength(2 * 239 + 4);
    expect(await send(issue, '00D6820004538201FD')).toBe('9000');
    expect(await send(issue, '00B0020001')).toBe('6B00');
  });
});

describe('EF.LOG', () => {
  test('is empty at issue, keeps 20 records, and record 1 is the newest', async () => {
    await send(settle, SELECT_APPLICATION);
    expect(await send(settle, '00B2013400')).toBe('6A83');
    const records = Array.from({ length: 21 }, (_, index) => logRecord(index));
    for (const record of records) expect(await send(settle, '00E2003080', record)).toBe('9000');
    expect(await send(settle, '00B2013480')).toBe(`${hex(records[20]!)}9000`);
    expect(await send(settle, '00B2143400')).toBe(`${hex(records[1]!)}9000`);
    expect(await send(settle, '00B2153400')).toBe('6A83');
  });

  test.each([
    ['no Le', '00B20134', '6700'],
    ['record 0', '00B2003400', '6A86'],
    ['all records', '00B2013500', '6A86'],
    ['a file without records', '00B2010C00', '6981'],
    ['no such file', '00B2014C00', '6A82'],
  ])('READ RECORD: %s', async (_name, command, sw) => {
    await send(settle, SELECT_APPLICATION);
    await send(settle, '00E2003080', logRecord(1));
    expect(await send(settle, command)).toBe(sw);
  });

  test.each([
    ['a short record', `00E200307F${'00'.repeat(127)}`, '6700'],
    ['a long record', `00E2003081${'00'.repeat(129)}`, '6700'],
    ['a record number', `00E2013080${'00'.repeat(128)}`, '6A86'],
    ['a file without records', `00E2000880${'00'.repeat(128)}`, '6981'],
    ['no current file', `00E2000080${'00'.repeat(128)}`, '6986'],
  ])('APPEND RECORD: %s', async (_name, command, sw) => {
    await send(settle, SELECT_APPLICATION);
    expect(await send(settle, command)).toBe(sw);
  });

  test('may be the current file', async () => {
    const record = logRecord(7);
    await send(settle, SELECT_APPLICATION);
    expect(await send(settle, '00E2003080', record)).toBe('9000');
    expect(await send(settle, '00E2000080', record)).toBe('9000');
    expect(await send(settle, '00B2010400')).toBe(hex(concat([record, Uint8Array.of(0x90, 0)])));
  });
});

test.each([
  ['a command of ours that there is none of', '80B0810001', '6D00'],
  ['a class of others', 'A0B0810001', '6E00'],
  ['the reserved class', 'FFB0810001', '6E00'],
  ['command chaining', '10B0810001', '6E00'],
  ['secure messaging without a channel', '04B0810001', '6982'],
  ['EXTERNAL AUTHENTICATE without a channel', '8482330010', '6985'],
  ['INITIALIZE UPDATE outside the application', '8050310008010203040506070800', '6985'],
  ['logical channel 1', '01B0810001', '6881'],
  ['GET CHALLENGE', '0084000008', '6D00'],
  ['no header', '00B0', '6700'],
  ['an Lc that promises more', '00D6840005AA', '6700'],
])('%s', async (_name, command, sw) => {
  expect(await send(card, command)).toBe(sw);
});
