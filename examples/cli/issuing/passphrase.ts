/** The passphrase of an issuer's key store: from a file, the environment or the keyboard, never from an argument. */

import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Passphrase } from '../../../src/issuing/index.ts';
import { UsageError } from '../output.ts';

const VARIABLE = 'ONECARD_ISSUER_PASSPHRASE';

/** @param file its first line is the passphrase */
export async function readPassphrase(file: string | undefined): Promise<Passphrase> {
  const text = file ? await fromFile(file) : (process.env[VARIABLE] ?? (await fromKeyboard()));
  try {
    return new Passphrase(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError('the passphrase has 12 to 1024 characters 口令须为 12 至 1024 个字符');
  }
}

async function fromFile(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0]!;
  } catch (cause) {
    throw new UsageError(`${file}: cannot be read 无法读取`, { cause });
  }
}

async function fromKeyboard(): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new UsageError(
      `no passphrase: --passphrase-file, ${VARIABLE}, or a terminal to ask at 缺少口令`,
    );
  }
  process.stderr.write('passphrase 口令: ');
  // What is typed goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const keyboard = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await keyboard.question('');
  } finally {
    keyboard.close();
    process.stderr.write('\n');
  }
}
