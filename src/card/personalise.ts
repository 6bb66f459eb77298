/** 制卡: from what the county knows of a person to every byte of the card. */

import { equalBytes } from '../bytes.ts';
import {
  PrivateKey,
  parseCertificate,
  signCoseWith,
  signingKeyOf,
  suiteOf,
} from '../crypto/index.ts';
import type {
  CardFamily,
  CardHolder,
  CardIdentity,
  CardInsurance,
  ChronicCertificate,
  RandomSource,
  Sam,
  SigningKey,
  StaticFileNumber,
  Usage,
} from '../model/index.ts';
import { ZERO } from '../money.ts';
import { chinaDate, type Instant, type PlainDate } from '../time.ts';
import { encodeCardIdentity } from './codec/cardIdentity.ts';
import { encodeChain } from './codec/chain.ts';
import { encodeChronic } from './codec/chronic.ts';
import { encodeAtrInfo, encodeDirectory } from './codec/directory.ts';
import { encodeFamily } from './codec/family.ts';
import { encodeHolder } from './codec/holder.ts';
import { encodeInsurance } from './codec/insurance.ts';
import {
  DIGEST_ALGORITHMS,
  encodeSecurityObject,
  SECURITY_OBJECT_CONTEXT,
} from './codec/securityObject.ts';
import { encodeSlot } from './codec/slot.ts';
import { encodeState, HASH_BYTES } from './codec/state.ts';
import { SALT_BYTES } from './codec/staticFile.ts';
import { type ApplicationControl, encodeFci } from './fci.ts';
import {
  FILES,
  type FileName,
  fileNumberOf,
  ONECARD_AID,
  SIGNED_FILES,
  type SignedFileName,
  SLOT_BYTES,
} from './files.ts';
import { frame } from './frame.ts';
import type { CardImage } from './image.ts';

/** Everything that a new card is made from. */
export interface CardIssue {
  readonly card: CardIdentity;
  readonly holder: CardHolder;
  readonly insurance: CardInsurance;
  readonly family: CardFamily;
  readonly chronic: readonly ChronicCertificate[];
  /** COSE_Key bytes of the card's key 0x81. */
  readonly authenticationKey: Uint8Array;
  /** COSE_Key bytes of the card's key 0x82. */
  readonly settlementKey: Uint8Array;
  /** The county's key, in this process or in a token, and its certificate. */
  readonly issuerKey: PrivateKey | SigningKey;
  readonly certificate: Uint8Array;
  /** First and last day of the security object. */
  readonly validFrom: PlainDate;
  readonly validUntil: PlainDate;
  /** Generation of the issuer's card keys, from 1. */
  readonly keyGeneration: number;
  /** Where the card stands in the county's status lists. */
  readonly statusList: { readonly listNumber: number; readonly index: number };
  /** What the holder has used up in the insurance year already. */
  readonly usage: Usage;
  /** Whole seconds. */
  readonly issuedAt: Instant;
  /** `atomic` for a programmable card that knows COMMIT SETTLEMENT; `two-slot` unless told. */
  readonly commit?: ApplicationControl['commit'];
}

/** What the county signs on a card: made anew at the desk, where state and log stay as they are. */
export type StaticIssue = Omit<CardIssue, 'usage' | 'commit'>;

/** The files of one card that its county alone writes, by FID. */
export type StaticFiles = Pick<CardImage, 'serial' | 'suite' | 'files'>;

/**
 * The signed files, EF.CHAIN and EF.SOD of a card, framed: for `IssuerSession.writeFiles`.
 * @throws RangeError, TypeError as `personalise`
 */
export async function signStaticFiles(
  issue: StaticIssue,
  { random }: { readonly random: RandomSource },
): Promise<StaticFiles> {
  assertIssuer(issue);
  const contents = signedContents(issue, random);
  const framed = (name: FileName, content: Uint8Array): [number, Uint8Array] => [
    FILES[name].fid,
    frame(content, FILES[name].sizeBytes),
  ];
  const { serial, suite } = issue.card;
  return {
    serial,
    suite,
    files: new Map([
      ...SIGNED_FILES.map((name) => framed(name, contents[name])),
      framed('EF.CHAIN', encodeChain([issue.certificate])),
      framed('EF.SOD', await signedObject(issue, contents)),
    ]),
  };
}

/**
 * The image of a new card: every file framed and filled, the security object signed by the county,
 * state 0 in slot A proven by the security module.
 * @throws RangeError when a field is out of its limits or does not fit its file; TypeError when the
 * certificate is not that of the key, the county or the suite
 */
export async function personalise(
  issue: CardIssue,
  { sam, random }: { readonly sam: Sam; readonly random: RandomSource },
): Promise<CardImage> {
  const { card } = issue;
  const signed = await signStaticFiles(issue, { random });
  return {
    serial: card.serial,
    suite: card.suite,
    fci: encodeFci(ONECARD_AID, card.profileVersion, [card.suite], issue.commit),
    files: new Map([
      [FILES['EF.DIR'].fid, encodeDirectory()],
      [FILES['EF.ATR/INFO'].fid, encodeAtrInfo()],
      ...signed.files,
      [FILES['EF.STATE-A'].fid, await firstSlot(issue, sam)],
      [FILES['EF.STATE-B'].fid, new Uint8Array(SLOT_BYTES)],
    ]),
    log: [],
  };
}

function assertIssuer({ card, insurance, issuerKey, certificate }: StaticIssue): void {
  const county = parseCertificate(certificate);
  if (!equalBytes(county.publicKey, issuerKey.publicKey)) {
    throw new TypeError('"certificate" expected the one of "issuerKey"');
  }
  if (county.suite !== card.suite) throw new TypeError('"certificate" expected the card’s suite');
  if (county.subject !== card.issuer || card.issuer !== insurance.county) {
    throw new TypeError('"certificate", "card" and "insurance" expected one county');
  }
}

type SignedContents = Readonly<Record<SignedFileName, Uint8Array>>;

function signedContents(issue: StaticIssue, random: RandomSource): SignedContents {
  const head = () => ({ salt: random.bytes(SALT_BYTES), serial: issue.card.serial });
  return {
    'EF.CARD': encodeCardIdentity(random.bytes(SALT_BYTES), issue.card),
    'EF.HOLDER': encodeHolder(head(), issue.holder),
    'EF.INS': encodeInsurance(head(), issue.insurance),
    'EF.FAMILY': encodeFamily(head(), issue.family),
    'EF.CHRONIC': encodeChronic(head(), issue.chronic),
  };
}

async function signedObject(issue: StaticIssue, contents: SignedContents): Promise<Uint8Array> {
  const { card, issuerKey } = issue;
  const suite = suiteOf(card.suite);
  const digests = SIGNED_FILES.map((name): [StaticFileNumber, Uint8Array] => [
    fileNumberOf(name),
    suite.digest(contents[name]),
  ]);
  const payload = encodeSecurityObject({
    ...issue,
    digestAlgorithm: DIGEST_ALGORITHMS[card.suite],
    digests: new Map(digests),
    serial: card.serial,
    signedOn: chinaDate(issue.issuedAt),
  });
  const key = issuerKey instanceof PrivateKey ? signingKeyOf(issuerKey) : issuerKey;
  return signCoseWith(key, { payload, context: SECURITY_OBJECT_CONTEXT });
}

async function firstSlot({ card, usage, issuedAt }: CardIssue, sam: Sam): Promise<Uint8Array> {
  const body = encodeState({
    sequence: 0,
    attempt: 1,
    usage,
    writtenAt: issuedAt,
    samId: await sam.id(),
    logHash: new Uint8Array(HASH_BYTES),
    offline: { count: 0, sum: ZERO, centreMetAt: issuedAt },
  });
  return encodeSlot(body, await sam.macState(card.suite, card.serial, body), 0);
}
