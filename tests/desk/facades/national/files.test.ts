import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unzipped, zipOf } from '../../../../src/desk/facades/national/zip.ts';
import { temporaryFolder } from '../../../support/world.ts';
import { hospital, PERSON } from './hospital.ts';

type At = Awaited<ReturnType<typeof hospital>>;

/** 9102, byte by byte. */
function download({ desk, token, his }: At, number: string): Promise<Buffer> {
  const message = his.envelope('9102', {
    fsDownloadIn: { file_qury_no: number, filename: 'x', fixmedins_code: 'H99910100001' },
  });
  const path = `/token/${token}/fsi/api/fileupload/download`;
  const headers = { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: desk.port, method: 'POST', path, headers });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve(Buffer.concat(parts)));
    });
    sent.end(JSON.stringify(message));
  });
}

async function rows(at: At, number: string): Promise<string[][]> {
  const text = new TextDecoder().decode(unzipped(await download(at, number))!);
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => line.split('\t'));
}

test('the catalogue comes as files, whole or nothing new', async () => {
  const at = await hospital();
  const { his } = at;
  await his.signIn();
  const all = await his.must('1312', { data: { ver: '0' } });
  expect(all).toMatchObject({ filename: '1312_2026.txt.zip', data_cnt: expect.any(Number) });
  const items = await rows(at, all.file_qury_no);
  expect(items).toHaveLength(all.data_cnt);
  expect(items.find(([code]) => code === 'X9990013')).toEqual([
    'X9990013',
    '盐酸氨溴索注射液 15mg',
    '02',
    '0.1500',
    '0',
    '0',
    '14',
    'null',
    'null',
    '2026',
  ]);
  const known = await his.must('1312', { data: { ver: '2026' } });
  expect(known.data_cnt).toBe(0);
  const ceilings = await rows(at, (await his.must('1318', { data: { ver: '0' } })).file_qury_no);
  expect(ceilings).toContainEqual(['X9990013', 'county', '999101', 'null', 'null', '8.6', '1']);
  const shares = await rows(at, (await his.must('1319', { data: { ver: '0' } })).file_qury_no);
  expect(shares).toContainEqual(['X9990013', 'ordinary', '999001', 'null', 'null', '0.1500', '1']);
  expect((await his.must('1301', { data: { ver: '0' } })).data_cnt).toBeLessThan(all.data_cnt);
  const gone = await download(at, '1');
  expect(JSON.parse(gone.toString()).err_msg).toContain('file_qury_no');
});

test('a detail file is answered row by row: equal, other amounts, one side alone, refunds', async () => {
  const at = await hospital();
  const { his } = at;
  await his.signIn();
  await his.readCard();
  const settled = [];
  for (const serials of [
    ['1', '2', '3'],
    ['4', '5', '6'],
    ['7', '8', '9'],
  ]) {
    const visit = await his.outpatient();
    const { setlinfo } = await his.must(
      '2207',
      his.settlement(visit, await his.fees(visit, serials)),
    );
    settled.push(setlinfo);
  }
  const [first, second, third] = settled;
  await his.must('2208', {
    data: { setl_id: first.setl_id, mdtrt_id: first.mdtrt_id, psn_no: PERSON },
  });
  const row = (of: typeof first, more: readonly unknown[] = [of.medfee_sumamt]) =>
    [of.setl_id, of.mdtrt_id, PERSON, ...more].join('\t');
  const text = [
    row(first, [first.medfee_sumamt, first.fund_pay_sumamt, 0, 0]),
    row(first, [-first.medfee_sumamt, -first.fund_pay_sumamt, 0, 1]),
    row(second, [130.99, second.fund_pay_sumamt, 'null', 0]),
    ['0000', 'V', PERSON, 1, 0, 0, 0].join('\t'),
  ].join('\r\n');
  const archive = zipOf('3202.txt', new TextEncoder().encode(text));
  const uploaded = await his.must('9101', {
    // As Java writes bytes.
    fsUploadIn: {
      in: [...new Int8Array(archive)],
      filename: '3202.zip',
      fixmedins_code: 'H99910100001',
    },
  });
  const number = uploaded.fsUploadOut.file_qury_no;
  const compare = (more: object = {}) =>
    his.call('3202', {
      data: {
        setl_optins: '999001',
        file_qury_no: number,
        stmt_begndate: his.today,
        stmt_enddate: his.today,
        medfee_sumamt: 0,
        fund_pay_sumamt: 0,
        cash_payamt: 0,
        fixmedins_setl_cnt: 4,
        ...more,
      },
    });
  const compared = await compare();
  const result = await rows(at, compared.output.fileinfo.file_qury_no);
  const short = result.map(([, , id, , stmt, refund]) => [id, stmt, refund]);
  expect(short).toEqual([
    [first.setl_id, '000000', '0'],
    [`${first.setl_id}-R`, '000000', '1'],
    [second.setl_id, '000103', '0'],
    ['0000', '000102', '0'],
    [third.setl_id, '000101', '0'],
  ]);
  expect(result[0]![3]).toMatch(/^H99910100001\d{18}$/);
  expect((await compare({ fixmedins_setl_cnt: 5 })).err_msg).toContain('fixmedins_setl_cnt');
  expect((await compare({ file_qury_no: '1' })).err_msg).toContain('9101');
  const bad = await his.call('9101', { fsUploadIn: { in: 'AAAA', filename: 'x' } });
  expect(bad.err_msg).toContain('ZIP');
});

test('archives: what is written is read, here and by others; what was changed is not', async () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 2_000 }),
      fc.string({ minLength: 1 }),
      (content, name) => {
        expect(unzipped(zipOf(name, content))).toEqual(content);
      },
    ),
  );
  const content = new TextEncoder().encode('测试\tnull\n'.repeat(100));
  const archive = zipOf('a.txt', content);
  fc.assert(
    fc.property(fc.nat({ max: archive.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const changed = Uint8Array.from(archive);
      changed[at] = changed[at]! ^ by;
      const read = unzipped(changed);
      // A name, a date or a version may be another; the content never is.
      if (read) expect(read).toEqual(content);
    }),
  );
  expect(unzipped(new Uint8Array(0))).toBeUndefined();
  const file = join(await temporaryFolder(), 'a.zip');
  writeFileSync(file, archive);
  const script =
    "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); z.testzip(); print(z.read('a.txt').decode(), end='')";
  expect(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })).toBe(
    new TextDecoder().decode(content),
  );
});
