/** Signed lists of blocked cards and modules, which stay young under a desk that runs for weeks. */

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import {
  importPrivateKey,
  issueStatusList,
  parseStatusList,
  type StatusListKind,
  suiteOf,
} from '../../../src/crypto/index.ts';
import type { CountyCode, SuiteId } from '../../../src/model/index.ts';
import { systemClock } from '../../../src/terminal/index.ts';
import type { Instant } from '../../../src/time.ts';
import { UsageError } from '../output.ts';
import { missingFile, SECRET_MODE, systemCode, type WorldFiles } from './files.ts';

/** A list is made anew once it is this old: well below the 72 hours at which it is refused. */
const RENEWAL_MS = 12 * 3_600_000;

export interface ListPlace {
  readonly files: WorldFiles;
  readonly suite: SuiteId;
  readonly county: CountyCode;
  readonly path: string;
  readonly kind: StatusListKind;
}

interface Signed {
  readonly bytes: Uint8Array;
  readonly issuedAt: Instant;
  readonly version: number;
}

/**
 * The county's signed list (with nothing in it in the demo), made anew when it has aged, whenever it is asked for.
 * @throws UsageError where there is none and none can be made; later an old one is given, which the checks refuse
 */
export function openStatusList(place: ListPlace): () => Uint8Array {
  let known = youngList(place);
  return () => {
    if (!isYoung(known)) {
      try {
        known = youngList(place);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
      }
    }
    return known.bytes;
  };
}

function isYoung({ issuedAt }: Signed): boolean {
  const ageMs = systemClock.now() - issuedAt;
  return ageMs >= 0 && ageMs < RENEWAL_MS;
}

/** Another process may have made it anew. */
function youngList({ files, suite: suiteId, county, path, kind }: ListPlace): Signed {
  const stored = storedList(path);
  if (stored && isYoung(stored)) return stored;
  const suite = suiteOf(suiteId);
  const keyFile = files.countyKey(county);
  const key = read(keyFile);
  if (!key) throw missingFile(keyFile);
  const now = systemClock.now();
  const content = {
    county,
    listNumber: 1,
    version: (stored?.version ?? 0) + 1,
    issuedAt: (now - (now % 1000)) as Instant,
    cardCount: 4,
    exceptions: new Map(),
  };
  const bytes = issueStatusList(suite, importPrivateKey(suite, key), content, kind);
  save(path, bytes);
  return { bytes, ...content };
}

function storedList(path: string): Signed | undefined {
  const bytes = read(path);
  if (!bytes) return undefined;
  try {
    const { issuedAt, version } = parseStatusList(bytes);
    return { bytes, issuedAt, version };
  } catch (cause) {
    throw new UsageError(`${path}: damaged 文件已损坏`, { cause });
  }
}

function read(path: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(readFileSync(path));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw new UsageError(`${path}: cannot be read 无法读取 (${systemCode(cause)})`, { cause });
  }
}

/** As `saveSecret`, in one step: a check of a card waits for nothing. */
function save(path: string, bytes: Uint8Array): void {
  const draft = `${path}.${process.pid}.new`;
  try {
    const file = openSync(draft, 'w', SECRET_MODE);
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (cause) {
    throw new UsageError(`${path}: cannot be written 无法写入 (${systemCode(cause)})`, { cause });
  }
}
