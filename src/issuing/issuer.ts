/** 发卡机构: a county's keys, its register and its lists, opened together. */

import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import {
  type CountyKeys,
  generateCountyKeys,
  keysForRole,
  MASTER_KEY_BYTES,
} from '../card/index.ts';
import {
  CERTIFICATE_CONTEXT,
  type CertificateContent,
  certificatePayload,
  decodeCbor,
  encodeCbor,
  exportSecretKey,
  SecretKey,
  STATUS_LIST_CARDS_MAX,
  STATUS_LIST_CONTEXTS,
  type StatusListKind,
  signCoseWith,
  statusListPayload,
} from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import type {
  Clock,
  CountyCode,
  RandomSource,
  SamId,
  SamRole,
  SecretStore,
  SigningKey,
  SigningKeyStore,
  SuiteId,
} from '../model/index.ts';
import { addDays, chinaDate, type Instant, instant, type PlainDate, startOfDay } from '../time.ts';
import { SEALING_KEY_BYTES, SealingKey } from './keyStore/sealing.ts';
import { listCount, placeOf, samIdOf } from './register/numbers.ts';
import { IssuerRegister, type IssuerRow } from './register/register.ts';

/** Names in the key stores. */
const NAMES = {
  province: 'province',
  county: 'county',
  masters: 'county-keys',
  register: 'register-key',
} as const;

/** Certificates outlive the cards that they stand under: cards live ten years. */
const PROVINCE_DAYS = 20 * 365;
const COUNTY_DAYS = 15 * 365;

export interface IssuerPorts {
  /** Of the register alone: `register.sqlite` is made here. */
  readonly folder: string;
  readonly secrets: SecretStore;
  readonly signingKeys: SigningKeyStore;
  readonly clock: Clock;
  readonly random: RandomSource;
}

export interface IssuerFoundation {
  /** Six digits. */
  readonly county: CountyCode;
  readonly suite: SuiteId;
}

/**
 * A county as an issuer. Everything it promises is durable when a call resolves. One process at a time
 * may have it open for issuing; `beginIssuing` sees to that.
 */
export class Issuer {
  readonly profile: Omit<IssuerRow, 'nextCard' | 'nextSam'>;
  readonly register: IssuerRegister;
  readonly ports: IssuerPorts;
  readonly countyKey: SigningKey;
  readonly masters: CountyKeys;
  /** Seals persons and packages in the register. */
  readonly seal: SealingKey;
  readonly #tagKey: Uint8Array;

  private constructor(parts: {
    profile: IssuerRow;
    register: IssuerRegister;
    ports: IssuerPorts;
    countyKey: SigningKey;
    masters: CountyKeys;
    registerKey: Uint8Array;
  }) {
    this.profile = parts.profile;
    this.register = parts.register;
    this.ports = parts.ports;
    this.countyKey = parts.countyKey;
    this.masters = parts.masters;
    this.seal = new SealingKey(parts.registerKey.slice(0, SEALING_KEY_BYTES), parts.ports.random);
    this.#tagKey = parts.registerKey.slice(SEALING_KEY_BYTES);
  }

  /**
   * Makes a province root, a county under it, its master keys and its first lists. What an interrupted
   * call made is used by the next.
   * @throws OneCardError `issuing.issuer-exists`, `issuing.…`, `store.…`
   */
  static async found({ county, suite }: IssuerFoundation, ports: IssuerPorts): Promise<Issuer> {
    const { secrets, signingKeys, clock, random } = ports;
    if (!/^[1-9]\d{5}$/.test(county)) throw new TypeError('"county" expected six digits');
    const register = new IssuerRegister(registerFile(ports));
    try {
      if (register.issuer()) throw new OneCardError('issuing.issuer-exists', { county });
      const province = await madeKey(signingKeys, NAMES.province, suite);
      const countyKey = await madeKey(signingKeys, NAMES.county, suite);
      if (!(await secrets.load(NAMES.masters))) {
        await secrets.save(NAMES.masters, encodeMasters(generateCountyKeys(random, [suite])));
      }
      if (!(await secrets.load(NAMES.register))) {
        await secrets.save(NAMES.register, random.bytes(2 * SEALING_KEY_BYTES));
      }
      // From midnight on: a clock that is a few minutes off must not refuse a new certificate.
      const today = chinaDate(clock.now());
      const provinceCode = `${county.slice(0, 2)}0000`;
      const certificate = (content: Partial<CertificateContent>, key: SigningKey, days: number) =>
        signedCertificate(province, {
          issuer: provinceCode,
          subject: provinceCode,
          role: 'province',
          validFrom: startOfDay(today),
          validUntil: startOfDay(addDays(today, days)),
          publicKey: key.publicKey,
          suite,
          ...content,
        });
      register.found({
        county,
        province: provinceCode,
        suite,
        provinceCertificate: await certificate({}, province, PROVINCE_DAYS),
        countyCertificate: await certificate(
          { subject: county, role: 'county' },
          countyKey,
          COUNTY_DAYS,
        ),
      });
      const issuer = await Issuer.#opened(register, ports);
      await issuer.renewLists();
      return issuer;
    } catch (error) {
      register.close();
      throw error;
    }
  }

  /** @throws OneCardError `issuing.store-missing`, `issuing.store-damaged`, `store.…` */
  static async open(ports: IssuerPorts): Promise<Issuer> {
    const register = new IssuerRegister(registerFile(ports));
    try {
      return await Issuer.#opened(register, ports);
    } catch (error) {
      register.close();
      throw error;
    }
  }

  static async #opened(register: IssuerRegister, ports: IssuerPorts): Promise<Issuer> {
    const profile = register.issuer();
    const countyKey = await ports.signingKeys.find(NAMES.county);
    const masters = await ports.secrets.load(NAMES.masters);
    const registerKey = await ports.secrets.load(NAMES.register);
    if (!profile || !countyKey || !masters || !registerKey) {
      throw new OneCardError('issuing.store-missing');
    }
    return new Issuer({
      profile,
      register,
      ports,
      countyKey,
      masters: parseMasters(masters, profile.suite),
      registerKey,
    });
  }

  /** Keyed hash of an identity number: the register finds a person without holding the number. */
  tagOf(identityNumber: string): Uint8Array {
    return Uint8Array.from(createHmac('sha256', this.#tagKey).update(identityNumber).digest());
  }

  /** The master keys that a module of `role` is given, and not one more. */
  keysForSam(role: SamRole): CountyKeys {
    return keysForRole(this.masters, role);
  }

  /** The id of a module to be made; taken for good. */
  nextSam(): { readonly id: SamId; readonly number: number } {
    const number = this.register.modules.takeNumber();
    return { id: samIdOf(this.profile.county, number), number };
  }

  /** Puts the county behind a module's signing key, and its place into the county's list of modules. */
  async certifySam(sam: {
    readonly id: SamId;
    readonly number: number;
    readonly role: SamRole;
    readonly publicKey: Uint8Array;
    readonly expiresOn: PlainDate;
    /** Number of the module that it stands for. */
    readonly replaces?: number;
  }): Promise<Uint8Array> {
    const { county, suite } = this.profile;
    const { id, number, role, replaces } = sam;
    const certificate = await signedCertificate(this.countyKey, {
      issuer: county,
      subject: id,
      role: 'sam',
      validFrom: startOfDay(chinaDate(this.ports.clock.now())),
      validUntil: startOfDay(addDays(sam.expiresOn, 1)),
      publicKey: sam.publicKey,
      suite,
      statusPlace: placeOf(number),
    });
    const place = { id, number, role, certificate };
    this.register.modules.add({ ...place, ...(replaces !== undefined && { replaces }) });
    await this.renewLists('sams');
    return certificate;
  }

  /** Signs every list anew, its version one higher: terminals stop after 72 hours without a fresh one. */
  async renewLists(...kinds: readonly StatusListKind[]): Promise<void> {
    const { nextCard, nextSam } = this.register.issuer()!;
    for (const kind of kinds.length > 0 ? kinds : (['cards', 'sams'] as const)) {
      const next = kind === 'cards' ? nextCard : nextSam;
      for (let listNumber = 1; listNumber <= listCount(next); listNumber++) {
        await this.#renewList(kind, listNumber, next);
      }
    }
  }

  /** The newest lists of either kind, as terminals are given them. */
  lists(kind: StatusListKind): readonly Uint8Array[] {
    const { nextCard, nextSam } = this.register.issuer()!;
    const count = listCount(kind === 'cards' ? nextCard : nextSam);
    return Array.from({ length: count }, (_, at) => this.register.list(kind, at + 1)?.bytes).filter(
      (list) => list !== undefined,
    );
  }

  close(): void {
    this.register.close();
  }

  async #renewList(kind: StatusListKind, listNumber: number, next: number): Promise<void> {
    const from = (listNumber - 1) * STATUS_LIST_CARDS_MAX + 1;
    const to = Math.min(next - 1, from + STATUS_LIST_CARDS_MAX - 1);
    const rows = kind === 'cards' ? this.register : this.register.modules;
    const exceptions = rows.exceptions(from, to);
    const version = (this.register.list(kind, listNumber)?.version ?? 0) + 1;
    const issuedAt = wholeSecond(this.ports.clock.now());
    const payload = statusListPayload({
      county: this.profile.county,
      listNumber,
      version,
      issuedAt,
      cardCount: Math.max(1, to - from + 1),
      exceptions: new Map([...exceptions].map(([number, status]) => [number - from, status])),
    });
    const context = STATUS_LIST_CONTEXTS[kind];
    const bytes = await signCoseWith(this.countyKey, { payload, context });
    this.register.saveList(kind, listNumber, { version, issuedAt, bytes });
  }
}

/** The start of the second: signed documents count in seconds. */
export function wholeSecond(at: Instant): Instant {
  return instant(at - (at % 1000));
}

function registerFile({ folder }: IssuerPorts): string {
  return join(folder, 'register.sqlite');
}

async function madeKey(keys: SigningKeyStore, name: string, suite: SuiteId): Promise<SigningKey> {
  return (await keys.find(name)) ?? keys.create(name, suite);
}

function signedCertificate(key: SigningKey, content: CertificateContent): Promise<Uint8Array> {
  return signCoseWith(key, { payload: certificatePayload(content), context: CERTIFICATE_CONTEXT });
}

/** [{ key version: key }, { suite: key }] */
function encodeMasters({ channel, state }: CountyKeys): Uint8Array {
  const exported = (keys: ReadonlyMap<number, SecretKey>) =>
    new Map([...keys].map(([number, key]) => [number, exportSecretKey(key)] as const));
  return encodeCbor([exported(channel), exported(state)]);
}

function parseMasters(bytes: Uint8Array, suite: SuiteId): CountyKeys {
  const parts = decodeCbor(bytes);
  const [channel, state] = Array.isArray(parts) ? parts.map(keysIn) : [];
  if (!channel || !state?.has(suite)) {
    throw new OneCardError('issuing.store-damaged', { name: NAMES.masters });
  }
  return { channel, state: state as ReadonlyMap<SuiteId, SecretKey> };
}

function keysIn(value: unknown): ReadonlyMap<number, SecretKey> | undefined {
  if (!(value instanceof Map)) return undefined;
  const keys = new Map<number, SecretKey>();
  for (const [number, key] of value as Map<unknown, unknown>) {
    const isKey = key instanceof Uint8Array && key.length === MASTER_KEY_BYTES;
    if (typeof number !== 'number' || !isKey) return undefined;
    keys.set(number, new SecretKey(key));
  }
  return keys;
}
