/** The bytes for a thermal printer, taken apart again by a reader that knows the commands and nothing of the writer. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printed, type Slip, settlementSlip, trialSlip } from '../../../src/desk/index.ts';
import { columnsOf, lines, printable } from '../../../src/desk/print/columns.ts';
import { escposOf } from '../../../src/desk/print/escpos.ts';
import { PAPERS } from '../../../src/desk/print/paper.ts';
import { rowsOf } from '../../../src/desk/print/rows.ts';
import { instant } from '../../../src/time.ts';
import { settledEntry } from './support.ts';

interface Line {
  readonly text: string;
  readonly align: number;
  readonly isBold: boolean;
  readonly size: number;
  readonly chineseSize: number;
}

interface Paper {
  readonly lines: readonly Line[];
  readonly codes: readonly string[];
  readonly cuts: number;
}

/** A printer that refuses whatever it does not know. */
function readEscpos(bytes: Uint8Array): Paper {
  const found: Line[] = [];
  const codes: string[] = [];
  let [cuts, at, align, bold, size, chineseSize, stored] = [0, 0, 0, 0, 0, 0, ''];
  let isReady = false;
  let text: number[] = [];
  const byte = () => {
    if (at >= bytes.length) throw new Error('the bytes end inside a command');
    return bytes[at++]!;
  };
  const decode = (part: Iterable<number>) =>
    new TextDecoder('gb18030', { fatal: true }).decode(Uint8Array.from(part));
  while (at < bytes.length) {
    const first = byte();
    if (first === 0x0a) {
      if (text.length > 0) {
        const line = { align, isBold: bold === 1, size, chineseSize };
        found.push({ text: decode(text), ...line });
      }
      text = [];
    } else if (first >= 0x20) {
      if (!isReady) throw new Error('text before the printer was readied');
      text.push(first);
      // The second byte of a character may look like a letter, never like a command.
      if (first > 0x80) text.push(byte());
    } else if (first === 0x1b) {
      const command = byte();
      if (command === 0x40) [align, bold, size, chineseSize, isReady] = [0, 0, 0, 0, false];
      else if (command === 0x61) align = byte();
      else if (command === 0x45) bold = byte();
      else if (command === 0x64) byte();
      else throw new Error(`ESC ${command.toString(16)}`);
    } else if (first === 0x1c) {
      const command = byte();
      if (command === 0x26) isReady = true;
      else if (command === 0x21) chineseSize = byte();
      else throw new Error(`FS ${command.toString(16)}`);
    } else if (first === 0x1d) {
      const command = byte();
      if (command === 0x21) size = byte();
      else if (command === 0x56) {
        expect([byte(), byte()]).toEqual([66, 0]);
        cuts++;
      } else if (command === 0x28) {
        expect(byte()).toBe(0x6b);
        const length = byte() + 256 * byte();
        const body = Array.from({ length }, byte);
        expect(body[0]).toBe(0x31);
        if (body[1] === 0x50) stored = decode(body.slice(3));
        if (body[1] === 0x51) codes.push(stored);
      } else throw new Error(`GS ${command.toString(16)}`);
    } else throw new Error(`a byte ${first.toString(16)} on paper`);
  }
  return { lines: found, codes, cuts };
}

/** Columns as the printer counts them: a byte each. */
function width({ text, size }: Line): number {
  return columnsOf(text) * (size === 0x11 ? 2 : 1);
}

test.each(['80mm', '58mm'] as const)(
  'a receipt for %s says what the settlement says',
  async (name) => {
    const { entry } = await settledEntry();
    const slip = settlementSlip(entry, 'zh', { copyNumber: 3 });
    const at = instant(0);
    const { bytes, type } = await printed([slip], { format: 'escpos', paper: name, at });
    expect(type).toBe('application/octet-stream');
    const paper = readEscpos(bytes);
    const text = paper.lines.map((line) => line.text).join('\n');
    const joined = text.replaceAll(/\s/g, '');
    for (const said of ['测试甲', 'PR-1', '***补打3***', '统筹基金1,378.29', '病人现金2,090.71']) {
      expect(joined).toContain(said);
    }
    expect(joined).toContain('人民币贰仟零玖拾元柒角壹分');
    expect(joined).toContain(entry.id);
    expect(paper.codes).toEqual([entry.id]);
    expect(paper.cuts).toBe(1);
    const cash = paper.lines.find((line) => line.text.includes('￥ 2,090.71'))!;
    expect(cash).toMatchObject({ size: 0x11, chineseSize: 0x0c, align: 1 });
    for (const line of paper.lines) expect(width(line)).toBeLessThanOrEqual(PAPERS[name].columns);
  },
);

test('a trial says so at its head and at its end, and has no code', async () => {
  const { entry, bill } = await settledEntry();
  const { adjudication, holder } = entry;
  const slip = trialSlip({ adjudication, bill, holder }, 'zh');
  const paper = readEscpos(escposOf([slip], PAPERS['80mm']));
  const marks = paper.lines.filter(({ text }) => text.includes('试算单：未结算'));
  expect(marks).toHaveLength(2);
  expect(paper.codes).toEqual([]);
});

const slipOf = (text: string): Slip => ({
  language: 'zh',
  blocks: [
    { kind: 'title', text },
    { kind: 'pairs', rows: [[text, text]] },
    { kind: 'amounts', rows: [{ label: text, amount: '1.00' }] },
    { kind: 'items', rows: [{ name: text, figures: ['1', '2', '3'] }] },
    { kind: 'code', text: 'code' },
  ],
});

test('rare characters are there in four bytes, and come back', () => {
  // 㐀 and 𠀀 have no two bytes in GBK; € has.
  const paper = readEscpos(escposOf([slipOf('测试㐀𠀀€')], PAPERS['80mm']));
  expect(paper.lines[0]!.text).toBe('测试㐀𠀀€');
});

test('commands inside a name are blanks on paper', () => {
  const evil = `甲\u001b@\u001d(k\u0004\u0000乙\u001c.\n\r\u0000\u202e`;
  const paper = readEscpos(escposOf([slipOf(evil)], PAPERS['58mm']));
  expect(paper.codes).toEqual(['code']);
  expect(paper.lines[0]!.text).toMatch(/^甲 @ \(k {2}乙 \./);
});

test('whatever is said, no row is wider than its roll, and nothing but blanks is lost', () => {
  const words = fc.string({ unit: 'binary', maxLength: 80 });
  fc.assert(
    fc.property(words, fc.constantFrom(PAPERS['80mm'], PAPERS['58mm']), (text, paper) => {
      const slip = slipOf(text);
      for (const row of rowsOf(slip, paper.columns)) {
        if (row.kind !== 'text') continue;
        const wide = columnsOf(row.left) + (row.right ? 1 + columnsOf(row.right) : 0);
        expect(wide * (row.isLarge ? 2 : 1)).toBeLessThanOrEqual(paper.columns);
      }
      const read = readEscpos(escposOf([slip], paper));
      expect(read.cuts).toBe(1);
      const bare = (each: string) => each.replaceAll(/\s/gu, '');
      expect(bare(lines(printable(text), 20).join(''))).toBe(bare(printable(text)));
      for (const line of read.lines) expect(width(line)).toBeLessThanOrEqual(paper.columns);
    }),
  );
});
