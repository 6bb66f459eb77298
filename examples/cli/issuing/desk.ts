/** The county's issuing desk over one folder: keys, register, module, public documents. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CardPress,
  FileKeyStore,
  Issuer,
  type IssuerPorts,
  sealedEntry,
  writeDurably,
} from '../../../src/issuing/index.ts';
import type { SamRole, SigningKeyStore } from '../../../src/model/index.ts';
import { systemClock, systemRandom } from '../../../src/terminal/index.ts';
import { SoftSam, virtualCardBytes } from '../../../src/virtual/index.ts';
import { UsageError } from '../output.ts';
import { systemCode } from '../world/files.ts';
import { readPassphrase } from './passphrase.ts';

export interface DeskOptions {
  /** Folder of the issuer. */
  readonly issuer: string;
  readonly passphraseFile?: string;
}

/** Everything of an issuer that a command needs; `close` lets the register go. */
export interface IssuingDesk {
  readonly issuer: Issuer;
  readonly store: FileKeyStore;
  /** The module of a role. @throws UsageError when the issuer has none */
  sam(role: SamRole): Promise<SoftSam>;
  close(): void;
}

export function keysFolder(folder: string): string {
  return join(folder, 'keys');
}

/** The entry of the store that a module lives in. */
export function samEntry(store: FileKeyStore, role: SamRole) {
  return sealedEntry(store, `sam-${role.toLowerCase()}`);
}

export function issuerPorts(
  folder: string,
  store: FileKeyStore,
  signingKeys: SigningKeyStore = store,
): IssuerPorts {
  return { folder, secrets: store, signingKeys, clock: systemClock, random: systemRandom };
}

export async function openDesk({ issuer: folder, passphraseFile }: DeskOptions) {
  const passphrase = await readPassphrase(passphraseFile);
  const store = await FileKeyStore.open(keysFolder(folder), { passphrase, random: systemRandom });
  const issuer = await Issuer.open(issuerPorts(folder, store));
  const desk: IssuingDesk = {
    issuer,
    store,
    async sam(role) {
      const sam = await SoftSam.open(samEntry(store, role), { clock: systemClock });
      if (!sam) throw new UsageError(`${folder}: no ${role} module 没有该角色的安全模块`);
      return sam;
    },
    close: () => issuer.close(),
  };
  return desk;
}

/** Runs `work` with the desk open, and writes the public documents when it is done. */
export async function withDesk<T>(
  options: DeskOptions,
  work: (desk: IssuingDesk) => Promise<T>,
): Promise<T> {
  const desk = await openDesk(options);
  try {
    return await work(desk);
  } finally {
    await publish(options.issuer, desk.issuer);
    desk.close();
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
    ...register.sams().map(({ id, certificate }) => file(`sam-${id}.certificate`, certificate)),
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
