/** The county's issuing desk over one folder: keys, register, module, public documents. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CardPress,
  FileKeyStore,
  Issuer,
  type IssuerPorts,
  type ModuleOrder,
  sealedEntry,
  TokenKeys,
  writeDurably,
} from '../../../src/issuing/index.ts';
import { type SamRole, SecretPin, type SigningKeyStore } from '../../../src/model/index.ts';
import { parseYuan } from '../../../src/money.ts';
import { systemClock, systemRandom } from '../../../src/terminal/index.ts';
import { addDays, chinaDate, type PlainDate } from '../../../src/time.ts';
import { SoftSam, virtualCardBytes } from '../../../src/virtual/index.ts';
import { UsageError } from '../output.ts';
import { systemCode } from '../world/files.ts';
import { readPassphrase } from './passphrase.ts';

export interface DeskOptions {
  /** Folder of the issuer. */
  readonly issuer: string;
  readonly passphraseFile?: string;
  readonly tokenLibrary?: string;
  readonly tokenLabel?: string;
}

/**
 * Where the signing keys are: in the token that the options name, with the PIN of ONECARD_TOKEN_PIN, or in
 * the key store.
 */
export async function signingKeysOf(
  { tokenLibrary, tokenLabel }: Pick<DeskOptions, 'tokenLibrary' | 'tokenLabel'>,
  store: FileKeyStore,
): Promise<{ readonly keys: SigningKeyStore; close(): Promise<void> }> {
  if (tokenLibrary === undefined && tokenLabel === undefined) {
    return { keys: store, close: async () => {} };
  }
  const digits = process.env.ONECARD_TOKEN_PIN;
  if (!tokenLibrary || !tokenLabel || digits === undefined) {
    throw new UsageError(
      'a token takes --token-library, --token-label and ONECARD_TOKEN_PIN 密码设备须指明库、标签与 PIN',
    );
  }
  const keys = await TokenKeys.open({
    library: tokenLibrary,
    label: tokenLabel,
    pin: pinIn('ONECARD_TOKEN_PIN', digits),
  });
  return { keys, close: () => keys.close() };
}

/** @throws UsageError that does not repeat it */
export function pinIn(variable: string, digits: string): SecretPin {
  try {
    return new SecretPin(digits);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`${variable} has 4 to 12 digits PIN 为 4 至 12 位数字`);
  }
}

/** Everything of an issuer that a command needs; `close` lets the register go. */
export interface IssuingDesk {
  readonly issuer: Issuer;
  readonly store: FileKeyStore;
  /** The module of a role. @throws UsageError when the issuer has none */
  sam(role: SamRole): Promise<SoftSam>;
  close(): Promise<void>;
}

export function keysFolder(folder: string): string {
  return join(folder, 'keys');
}

/** The entry of the store that a module lives in. */
export function samEntry(store: FileKeyStore, role: SamRole) {
  return sealedEntry(store, `sam-${role.toLowerCase()}`);
}

/** Security modules are replaced every five years. */
const SAM_DAYS = 1_825;
/** What the funds may pay through one desk in a day. */
const SAM_DAILY_SUM_MAX = parseYuan('1000000.00');

/** A module with the keys of its role alone, sealed in the store. */
export async function makeModule(
  issuer: Issuer,
  store: FileKeyStore,
  { id, role }: ModuleOrder,
): Promise<{ readonly publicKey: Uint8Array; readonly expiresOn: PlainDate }> {
  const now = systemClock.now();
  const expiresOn = addDays(chinaDate(now), SAM_DAYS);
  const sam = await SoftSam.issue(
    {
      id,
      role,
      suite: issuer.profile.suite,
      keys: issuer.keysForSam(role),
      issuedAt: now,
      expiresOn,
      dailySumMax: SAM_DAILY_SUM_MAX,
    },
    { store: samEntry(store, role), clock: systemClock },
  );
  return { publicKey: await sam.publicKey(), expiresOn };
}

export function issuerPorts(
  folder: string,
  store: FileKeyStore,
  signingKeys: SigningKeyStore,
): IssuerPorts {
  return { folder, secrets: store, signingKeys, clock: systemClock, random: systemRandom };
}

async function openDesk(options: DeskOptions): Promise<IssuingDesk> {
  const { issuer: folder } = options;
  const passphrase = await readPassphrase(options.passphraseFile);
  const store = await FileKeyStore.open(keysFolder(folder), { passphrase, random: systemRandom });
  const signing = await signingKeysOf(options, store);
  const issuer = await Issuer.open(issuerPorts(folder, store, signing.keys));
  return {
    issuer,
    store,
    async sam(role) {
      const sam = await SoftSam.open(samEntry(store, role), { clock: systemClock });
      if (!sam) throw new UsageError(`${folder}: no ${role} module 没有该角色的安全模块`);
      return sam;
    },
    async close() {
      issuer.close();
      await signing.close();
    },
  };
}

/** Runs `work` with the desk open, and writes the public documents whatever became of it. */
export async function withDesk<T>(
  options: DeskOptions,
  work: (desk: IssuingDesk) => Promise<T>,
): Promise<T> {
  const desk = await openDesk(options);
  let isDone = false;
  try {
    const result = await work(desk);
    isDone = true;
    return result;
  } finally {
    // A card may be blocked although the rest failed; that failure is then the one to tell.
    await publish(options.issuer, desk.issuer).catch((error: unknown) => {
      if (isDone) throw error;
    });
    await desk.close();
  }
}

/** Certificates and lists as files that may be given to anybody: copies of what the register holds. */
export async function publish(folder: string, issuer: Issuer): Promise<void> {
  const { profile, register } = issuer;
  const to = join(folder, 'public');
  await made(to);
  const file = (name: string, bytes: Uint8Array) => ({ path: join(to, name), bytes });
  const cards = issuer.lists('cards');
  const sams = issuer.lists('sams');
  await writeDurably([
    file('province.certificate', profile.provinceCertificate),
    file('county.certificate', profile.countyCertificate),
    ...register.modules
      .all()
      .map(({ id, certificate }) => file(`sam-${id}.certificate`, certificate)),
    ...cards.map((list, at) => file(`cards-${at + 1}.status`, list)),
    ...sams.map((list, at) => file(`sams-${at + 1}.status`, list)),
  ]);
}

/** Makes a folder. @throws UsageError when it cannot be made. */
export async function made(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = systemCode(cause);
    throw new UsageError(`${folder}: cannot be made 无法创建 (${reason})`, { cause });
  }
}

/** Cards as files of virtual cards, one a person, readable by their owner alone. */
export function filePress(folder: string): CardPress {
  return {
    encode: virtualCardBytes,
    deliver: (cards) =>
      writeDurably(
        cards.map(({ serial, bytes }) => ({ path: join(folder, `${serial}.card`), bytes })),
      ),
  };
}
