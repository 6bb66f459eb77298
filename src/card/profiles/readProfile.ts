/** Who the holder of a card in use is said to be, and which of it could be checked. */

import { concat, toHex } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type {
  CardHolder,
  IdentityNumber,
  LegacyAlgorithm,
  ProfileSource,
  UnprovenIdentity,
} from '../../model/index.ts';
import { chinaDate, type Instant, type PlainDate, plainDate } from '../../time.ts';
import { identityNumberOf } from '../codec/identifiers.ts';
import type { CardTransport } from '../transport.ts';
import { isCardNumber } from './cardNumber.ts';
import {
  failed,
  notProven,
  type ProfileCheckName,
  type ProfileCheckResult,
  passed,
} from './checks.ts';
import { rememberIdentity } from './origin.ts';
import { algorithmOfCardId } from './recognise.ts';
import { isFilling, malformedRecord, parseText, withoutFilling } from './record.ts';
import {
  type AuthenticationOutcome,
  type FileReading,
  type ProfileOptions,
  ProfileSession,
  residentsHealthArea,
  socialSecurityArea,
} from './session.ts';
import { DDF1_EXTENSION, DDF1_HOLDER, DDF1_ISSUER } from './tables/ddf1.ts';
import { RH_DOCUMENTS } from './tables/rhDf01.ts';
import { SSSE_HOLDER, SSSE_ISSUER } from './tables/ssse.ts';
import { fileName } from './tables/table.ts';

export interface ReadProfileOptions extends ProfileOptions {
  readonly now: Instant;
}

export interface ProfileReading {
  readonly identity: UnprovenIdentity;
  /** Every check of `PROFILE_CHECKS`, in its order. */
  readonly checks: readonly ProfileCheckResult[];
}

/** What the files gave, before anything is concluded from it. */
interface Said {
  readonly session: ProfileSession;
  readonly issuer: FileReading;
  readonly holder: FileReading;
  /** Residents' health card alone. */
  readonly extension?: FileReading;
  readonly documents?: FileReading;
  readonly algorithm: LegacyAlgorithm | undefined;
  readonly authentication: AuthenticationOutcome | undefined;
}

/**
 * Reads a card in use. What the card keeps behind a key is read when `psam` opens it, and is absent
 * otherwise. The result is unproven whatever its checks say.
 * @throws OneCardError `profile.other-card`, `profile.malformed-record`, `profile.psam-silent`,
 * `card.unexpected-status`, what the transport throws
 *
 * @example Who is it said to be
 * ```ts
 * const { kind } = await recogniseCard(connection);
 * if (kind === 'social-security' || kind === 'residents-health') {
 *   const { identity, checks } = await readProfile(kind, connection, { atr: connection.atr, psam, random, now });
 * }
 * ```
 */
export async function readProfile(
  source: ProfileSource,
  transport: CardTransport,
  options: ReadProfileOptions,
): Promise<ProfileReading> {
  const session = await ProfileSession.open(source, transport, options);
  const said =
    source === 'social-security'
      ? await readSocialSecurity(session)
      : await readResidentsHealth(session);
  const identity = identityOf(said);
  const checks = checksOf(said, identity, chinaDate(options.now));
  rememberIdentity(identity, checks);
  return { identity, checks };
}

async function readSocialSecurity(session: ProfileSession): Promise<Said> {
  const issuer = await session.read(SSSE_ISSUER);
  const cardId = issuer.raw.get('card-id');
  const algorithm = session.namedAlgorithm ?? (cardId && algorithmOfCardId(cardId));
  let holder = await session.read(SSSE_HOLDER);
  let authentication: AuthenticationOutcome | undefined;
  if (holder.deniedBy !== undefined && cardId) {
    authentication = await session.authenticate('RKsSSE', 'SSSE', {
      algorithm,
      areaFactor: socialSecurityArea(cardId),
      // 0A from version 3.00 on, 07 before.
      reference: textOf(issuer, 'specification').startsWith('3') ? 0x0a : 0x07,
      suffix: new Uint8Array(0),
    });
    if (authentication.outcome === 'accepted') holder = await session.read(SSSE_HOLDER);
  }
  return { session, issuer, holder, algorithm, authentication };
}

async function readResidentsHealth(session: ProfileSession): Promise<Said> {
  const issuer = await session.read(DDF1_ISSUER);
  const areaFactor = residentsHealthArea(textOf(issuer, 'city'));
  const algorithm = session.namedAlgorithm;
  const suffix = Uint8Array.of(0x01);
  const open = (key: 'RK-DDF1' | 'RK-DDF1/DF01', directory: 'DDF1' | 'DDF1/DF01', p2: number) =>
    session.authenticate(key, directory, { algorithm, areaFactor, reference: p2, suffix });
  const authentication = await open('RK-DDF1', 'DDF1', 0x04);
  const holder = await session.read(DDF1_HOLDER);
  const extension = await session.read(DDF1_EXTENSION);
  const isOpen = authentication.outcome === 'accepted';
  const documents =
    isOpen && (await open('RK-DDF1/DF01', 'DDF1/DF01', 0x84)).outcome === 'accepted'
      ? await session.read(RH_DOCUMENTS)
      : undefined;
  const said = { session, issuer, holder, extension, algorithm, authentication };
  return { ...said, ...(documents && { documents }) };
}

function identityOf({ session, issuer, holder, extension, documents, algorithm }: Said) {
  const cardId = issuer.raw.get('card-id');
  const city = textOf(issuer, 'city');
  const area = cardId ? toHex(cardId).slice(0, 6) : city;
  const name = nameOf(session.source, holder);
  const sex = sexOf(textOf(holder, 'sex'));
  const identityNumber = identityNumberIn(textOf(holder, 'identity-number'));
  const issuedOn = textOf(issuer, 'issued-on') as PlainDate | '';
  const expiresOn = textOf(extension ?? issuer, 'expires-on') as PlainDate | '';
  const bornOn = textOf(holder, 'born-on') as PlainDate | '';
  const schemeNumber = documents ? textOf(documents, 'scheme-number') : '';
  const identity: UnprovenIdentity = {
    source: session.source,
    card: {
      number: textOf(issuer, 'card-number'),
      specification: textOf(issuer, 'specification'),
      ...(cardId && { cardId: toHex(cardId).toUpperCase() }),
      ...(/^\d{6}$/.test(area) && { area }),
      ...(issuedOn && { issuedOn }),
      ...(expiresOn && { expiresOn }),
      ...(algorithm && { algorithm }),
    },
    holder: {
      ...(name && { name }),
      ...(sex !== undefined && { sex }),
      ...(bornOn && { bornOn }),
      ...(identityNumber && { identityNumber }),
    },
    ...(schemeNumber && { schemeNumber }),
  };
  return identity;
}

/**
 * Name and its continuation are one text cut at 30 bytes, through a character if need be: joined
 * first, decoded then. A continuation behind a name that was not full is none.
 */
function nameOf(source: ProfileSource, { raw }: FileReading): string {
  const first = raw.get('name');
  if (!first) return '';
  const more = raw.get('name-extension');
  const place = {
    file: fileName(source === 'social-security' ? SSSE_HOLDER : DDF1_HOLDER),
    tag: '09',
  };
  if (!more || isFilling(more)) return parseText(first, place);
  if (withoutFilling(first).length !== first.length) throw malformedRecord(place, 'name-not-full');
  return parseText(concat([first, more]), place);
}

/** GB/T 2261.1. */
function sexOf(code: string): CardHolder['sex'] | undefined {
  return ({ '0': 0, '1': 1, '2': 2, '9': 9 } as const)[code];
}

function identityNumberIn(text: string): IdentityNumber | undefined {
  try {
    return text === '' ? undefined : identityNumberOf(text, { file: 'profile', field: '' });
  } catch (error) {
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}

function textOf({ values }: FileReading, name: string): string {
  const value = values.get(name);
  return typeof value === 'string' ? value : '';
}

function checksOf(
  { session, holder, authentication }: Said,
  identity: UnprovenIdentity,
  today: PlainDate,
): readonly ProfileCheckResult[] {
  const isHealth = session.source === 'residents-health';
  return [
    passed('records'),
    cardNumberCheckOf(identity),
    identityNumberCheckOf(holder, identity),
    birthDateCheckOf(holder, identity),
    expiryCheckOf(identity, today),
    acceptedCheckOf(authentication),
    notProven('issuer-signature', isHealth ? 'needs-module' : 'card-has-none'),
    notProven('card-key', 'needs-module'),
    notProven('participation', 'needs-centre'),
    notProven('card-not-blocked', 'needs-centre'),
  ];
}

function cardNumberCheckOf({ source, card, holder }: UnprovenIdentity): ProfileCheckResult {
  const name = 'card-number';
  if (card.number === '') return notProven(name, 'not-on-card');
  if (source === 'social-security') {
    return isCardNumber(card.number) ? passed(name) : failed(name, 'wrong-check-digit');
  }
  if (!holder.identityNumber) return notProven(name, 'not-readable');
  return card.number === holder.identityNumber ? passed(name) : failed(name, 'numbers-differ');
}

function identityNumberCheckOf(
  reading: FileReading,
  { holder }: UnprovenIdentity,
): ProfileCheckResult {
  const name = 'identity-number';
  if (textOf(reading, 'identity-number') === '') return missing(name, reading);
  return holder.identityNumber ? passed(name) : failed(name, 'not-an-identity-number');
}

function birthDateCheckOf(
  reading: FileReading,
  { holder: { identityNumber, bornOn } }: UnprovenIdentity,
): ProfileCheckResult {
  const name = 'birth-date';
  if (!identityNumber || !bornOn) return missing(name, reading);
  const digits = identityNumber.slice(6, 14);
  const inNumber = plainDate(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`);
  return inNumber === bornOn ? passed(name) : failed(name, 'dates-differ');
}

function missing(name: ProfileCheckName, { deniedBy }: FileReading): ProfileCheckResult {
  return notProven(name, deniedBy === undefined ? 'not-on-card' : 'not-readable');
}

function expiryCheckOf(
  { card: { expiresOn } }: UnprovenIdentity,
  today: PlainDate,
): ProfileCheckResult {
  if (!expiresOn) return notProven('card-expiry', 'not-on-card');
  return today > expiresOn ? failed('card-expiry', 'dates-over') : passed('card-expiry');
}

function acceptedCheckOf(outcome: AuthenticationOutcome | undefined): ProfileCheckResult {
  const name = 'terminal-accepted';
  if (!outcome) return notProven(name, 'not-asked');
  switch (outcome.outcome) {
    case 'accepted':
      return passed(name);
    case 'not-accepted':
      return failed(name, 'not-accepted');
    case 'refused':
      return notProven(name, outcome.why);
  }
}
