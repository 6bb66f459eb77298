/** Which security module a command works with: the world's own, one behind a reader, one behind a server. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hsmSam, pcscSam } from '../../src/card/index.ts';
import { OneCardError } from '../../src/errors/index.ts';
import { type Sam, SecretPin } from '../../src/model/index.ts';
import { pcscReaders } from '../../src/reader/index.ts';
import { systemRandom } from '../../src/terminal/index.ts';
import { UsageError } from './output.ts';
import { systemCode } from './world/files.ts';

export interface SamOptions {
  /** `soft`, `reader:NAME` or `https://…`. */
  readonly sam: string;
  /** Folder with `ca.pem`, `cert.pem` and `key.pem` for a server. */
  readonly samTls: string | undefined;
}

const READER = 'reader:';

/** The reader whose slot holds the module, where it is in one. */
export function samReaderOf({ sam }: SamOptions): string | undefined {
  return sam.startsWith(READER) ? sam.slice(READER.length) : undefined;
}

/**
 * Runs `use` with the module that was chosen, and lets it go afterwards. A module that wants a PIN gets
 * the one in ONECARD_SAM_PIN: a command line is read by others.
 * @param own the world's own module
 */
export async function withSam<T>(
  options: SamOptions,
  own: Sam,
  use: (sam: Sam) => Promise<T>,
): Promise<T> {
  const { sam, close } = await chosen(options, own);
  try {
    await unlock(sam);
    return await use(sam);
  } finally {
    await close();
  }
}

async function chosen(
  options: SamOptions,
  own: Sam,
): Promise<{ readonly sam: Sam; readonly close: () => Promise<void> }> {
  const name = samReaderOf(options);
  if (options.sam === 'soft') return { sam: own, close: async () => undefined };
  if (name !== undefined) return behindReader(name);
  if (options.sam.startsWith('https://')) return behindServer(options);
  throw new UsageError('--sam: soft, reader:NAME or https://…  安全模块写法有误');
}

function behindReader(name: string) {
  const readers = pcscReaders();
  const sam = pcscSam(async () => {
    const wanted = name.toLowerCase();
    const found = (await readers.list()).find((each) => each.name.toLowerCase().includes(wanted));
    if (!found) throw new OneCardError('reader.no-reader', { wanted: name });
    const slot = found.slots.find(({ purpose }) => purpose === 'sam')?.index ?? 0;
    return found.connect({ exclusive: true, slot });
  });
  const close = async () => {
    await sam.close();
    await readers.close();
  };
  return { sam, close };
}

async function behindServer({ sam: url, samTls }: SamOptions) {
  if (samTls === undefined) {
    throw new UsageError('--sam-tls: a folder with ca.pem, cert.pem and key.pem  需要证书文件夹');
  }
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => pem(join(samTls, name))),
  );
  const sam = hsmSam({ url, tls: { ca: ca!, cert: cert!, key: key! }, random: systemRandom });
  return { sam, close: () => sam.close() };
}

async function pem(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UsageError(`${path}: cannot be read 无法读取 (${systemCode(cause)})`, { cause });
  }
}

async function unlock(sam: Sam): Promise<void> {
  const digits = process.env.ONECARD_SAM_PIN;
  if (digits === undefined || (await sam.status()).pin !== 'needed') return;
  const result = await sam.verifyPin(pinOf(digits));
  if (result.outcome === 'verified') return;
  const left = result.outcome === 'wrong' ? result.triesLeft : 0;
  throw new UsageError(`ONECARD_SAM_PIN: wrong, ${left} tries left  PIN 错误，剩余 ${left} 次`);
}

function pinOf(digits: string): SecretPin {
  try {
    return new SecretPin(digits);
  } catch {
    throw new UsageError('ONECARD_SAM_PIN: 4 to 12 digits  应为 4 至 12 位数字');
  }
}
