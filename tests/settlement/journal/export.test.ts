import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exportJournal, verifyExport } from '../../../src/settlement/journal/index.ts';
import { MEMBER, SERIAL } from './support.ts';
import { flip, recorded, tamper } from './tamper.ts';
import { temporaryFile } from './temporary.ts';

async function exported(mask: boolean) {
  const { file, heads } = await recorded();
  return { lines: [...exportJournal(file, { mask })], heads };
}

function written(lines: readonly string[]): string {
  const file = temporaryFile('journal.jsonl');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

test.each([false, true])('an export proves itself, masked: %s', async (mask) => {
  const { lines, heads } = await exported(mask);
  expect(lines).toHaveLength(12);
  const report = await verifyExport(written(lines), heads[10]);
  expect(report).toMatchObject({
    outcome: 'intact',
    masked: mask,
    entryCount: 10,
    head: heads[10],
    tail: { outcome: 'proven', through: 10 },
  });
});

test('a masked export names neither person nor card, and keeps the money', async () => {
  const { lines } = await exported(true);
  const text = lines.join('\n');
  for (const identity of ['测试甲', MEMBER, SERIAL, SERIAL.toLowerCase()]) {
    expect(text).not.toContain(identity);
  }
  expect(text).toContain('"total":"5100"');
  expect((await exported(false)).lines.join('\n')).toContain(Buffer.from('测试甲').toString('hex'));
});

const changed = (line: string, change: (fields: Record<string, unknown>) => void) => {
  const fields = JSON.parse(line);
  change(fields);
  return JSON.stringify(fields);
};

interface Case {
  readonly name: string;
  readonly change: (lines: string[]) => void;
  readonly found: readonly string[];
}

const CASES: readonly Case[] = [
  { name: 'nothing', change: () => undefined, found: [] },
  { name: 'an entry taken out', change: (lines) => lines.splice(4, 1), found: ['removed:4'] },
  { name: 'the last line cut', change: (lines) => lines.pop(), found: ['end-missing'] },
  { name: 'the end cut', change: (lines) => lines.splice(9), found: ['end-missing', 'cut-tail'] },
  {
    name: 'another time',
    change: (lines) => {
      lines[4] = changed(lines[4]!, (fields) => {
        fields.at = 0;
      });
    },
    found: ['changed:4'],
  },
  {
    name: 'a line that is none',
    change: (lines) => {
      lines[4] = lines[4]!.slice(0, 50);
    },
    found: ['undecodable:4', 'removed:4'],
  },
  {
    name: 'lines after the end',
    change: (lines) => lines.push(lines[4]!, 'anything'),
    found: ['after-end'],
  },
  {
    name: 'an end in the middle',
    change: (lines) => lines.splice(4, 0, lines.at(-1)!),
    found: ['end-missing', 'after-end', 'cut-tail'],
  },
  {
    name: 'another terminal',
    change: (lines) => {
      lines[0] = changed(lines[0]!, (fields) => {
        fields.terminalId = 'T-2';
      });
    },
    found: ['foreign-first-link:1'],
  },
];

test.each(CASES.flatMap((each) => [false, true].map((mask) => ({ ...each, mask }))))(
  '$name, masked: $mask',
  async ({ change, found, mask }) => {
    const { lines, heads } = await exported(mask);
    change(lines);
    const report = await verifyExport(written(lines), heads[10]);
    const names = report.findings.map(({ name, sequence }) =>
      sequence === undefined ? name : `${name}:${sequence}`,
    );
    expect(names.toSorted()).toEqual(found.toSorted());
  },
);

test('a payload changed in the text is a finding, and a damaged journal is not exported', async () => {
  const { lines } = await exported(false);
  lines[4] = changed(lines[4]!, (fields) => {
    fields.payload = `${String(fields.payload).slice(0, -2)}00`;
  });
  const report = await verifyExport(written(lines), undefined);
  expect(report.findings.map(({ name }) => name)).toContain('changed');
  expect(report.tail.outcome).toBe('unproven');
  const { file } = await recorded();
  tamper(file, flip('payload', 4));
  expect(() => [...exportJournal(file)]).toThrowError(
    expect.objectContaining({ code: 'journal.entry-changed' }),
  );
});

test('what is no export is refused by name', async () => {
  for (const lines of [['{}'], ['not json'], []]) {
    await expect(verifyExport(written(lines), undefined)).rejects.toMatchObject({
      code: 'journal.not-an-export',
    });
  }
  await expect(verifyExport(temporaryFile('absent'), undefined)).rejects.toMatchObject({
    code: 'document.cannot-read',
  });
});
