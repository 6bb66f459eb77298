/** 9101 文件上传, 9102 文件下载: archives of one text file, kept under a number. */

import { OneCardError } from '../../../errors/index.ts';
import { addDays, chinaDate } from '../../../time.ts';
import type { ExactOutput } from '../shared/exactJson.ts';
import type { Message } from './envelope.ts';
import type { Fields } from './fields.ts';
import { FILE_DAYS, FILES_KEPT_MAX } from './limits.ts';
import { longNumber } from './numbers.ts';
import type { Download, Office, Transaction } from './office.ts';
import { unzipped, zipOf } from './zip.ts';

const PART = 'national';

export const uploadFile: Transaction = {
  scope: 'settle',
  run(message, office) {
    const asked = message.input.record('fsUploadIn');
    const name = asked.text('filename', 200);
    const bytes = asked.bytes('in');
    if (!unzipped(bytes)) throw asked.wrong('in', '一个文件的 ZIP，不带注释');
    const number = keepFile(name, bytes, message, office);
    return {
      fsUploadOut: {
        file_qury_no: number,
        filename: name,
        fixmedins_code: office.provider.code,
      },
    };
  },
};

/** 9102: the archive itself is the answer. */
export const downloadFile: Download = {
  scope: 'read',
  file({ input }, { records }) {
    const asked = input.record('fsDownloadIn');
    const file = records.get('file', asked.text('file_qury_no', 60));
    if (!file) throw asked.wrong('file_qury_no', '没有该文件，或已过期');
    return { name: file.name, bytes: Uint8Array.from(Buffer.from(file.content, 'base64')) };
  },
};

/** Rows of a file as the interface writes them: TAB between fields, `null` for what is empty. */
export function rowsText(rows: readonly (readonly (string | undefined)[])[]): string {
  const field = (text: string | undefined) =>
    text === undefined || text === '' ? 'null' : text.replaceAll(/[\t\r\n]/g, ' ');
  return rows.map((row) => `${row.map(field).join('\t')}\n`).join('');
}

/** The rows of an uploaded file. @throws OneCardError `national.field-wrong` */
export function rowsOf(asked: Fields, name: string, { records }: Office): readonly string[][] {
  const file = records.get('file', asked.text(name, 60));
  const bytes = file && unzipped(Uint8Array.from(Buffer.from(file.content, 'base64')));
  if (!bytes) throw asked.wrong(name, '没有该文件，请先上传 9101');
  const text = decoded(bytes);
  if (text === undefined) throw asked.wrong(name, '文件应为 UTF-8 文本');
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  return lines.map((line) => line.split('\t').map((field) => (field === 'null' ? '' : field)));
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Where the file is got with 9102, and how long. */
export function fileOutput(
  name: string,
  text: string,
  message: Message,
  office: Office,
): Readonly<Record<'file_qury_no' | 'filename' | 'dld_endtime', ExactOutput>> {
  const archive = zipOf(name, new TextEncoder().encode(text));
  const number = keepFile(`${name}.zip`, archive, message, office);
  const until = addDays(chinaDate(message.receivedAt), FILE_DAYS);
  return { file_qury_no: number, filename: `${name}.zip`, dld_endtime: `${until} 00:00:00` };
}

function keepFile(name: string, bytes: Uint8Array, message: Message, office: Office): string {
  const { desk, provider, records } = office;
  const number = longNumber(provider.county, message.receivedAt, desk.equipment.random);
  const earlier = desk.kept.list(PART, 'file', FILES_KEPT_MAX + 1);
  for (const { id } of earlier.slice(FILES_KEPT_MAX - 1)) records.remove('file', id);
  records.put('file', number, { name, content: Buffer.from(bytes).toString('base64') });
  return number;
}

/** @throws OneCardError `national.lines-refused` */
export function rowWrong(index: number, why: string): OneCardError {
  return new OneCardError('national.lines-refused', { why: `文件第 ${index + 1} 行 ${why}` });
}
