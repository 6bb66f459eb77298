/** Where attacks are tried: a county with its cards and modules, and what a refusal is called. */

import { concat, fromHex, toHex } from '../../../src/bytes.ts';
import {
  type CardImage,
  type CardSessionOptions,
  type CommitCore,
  ONECARD_AID,
  prepareCommit,
  type TransportLayer,
  verifyRecord,
} from '../../../src/card/index.ts';
import { channelKeys, KEY_VERSIONS, type TrustStore } from '../../../src/crypto/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import type { CardCounters, SamRole } from '../../../src/model/index.ts';
import type { Instant } from '../../../src/time.ts';
import {
  type CardKeys,
  firstChannelKeys,
  memoryStore,
  VirtualCard,
  type VirtualReader,
  virtualReader,
} from '../../../src/virtual/index.ts';
import { protectedBy, SELECT_APPLICATION, send, type Target } from '../../virtual/apdus.ts';
import { cardOf, type StoredCard } from '../altered.ts';
import type { countyOf } from '../county.ts';
import { commitCore, NOW, SERIAL, usageAfter, YEAR } from '../issued.ts';

export type Ground = Awaited<ReturnType<typeof countyOf>>;

/** One row of docs/attacks.md. */
export interface Attack {
  /** The kind of attack: first column. */
  readonly kind: Kind;
  /** What is tried, to end behind a colon or in a table. */
  readonly tried: string;
  /** Name of the check with its cause, code of the error with its rule, or status word of the card. */
  readonly refusedBy: string;
  /** Tries it. @returns what refused it, or `accepted` */
  readonly run: (ground: Ground) => Promise<string>;
}

export const KINDS = [
  'copied files',
  'copied security object',
  'rolled-back image',
  'swapped slot',
  'replayed command',
  'replayed response',
  'forged status word',
  'truncated MAC',
  'downgraded level',
  'downgraded suite',
  'downgraded key version',
  'module of the wrong role',
  'stolen module',
  'blocked or expired module',
  'blocked or expired card',
  'oracle on key 0x81',
  'oracle on key 0x82',
  'guessing',
  'CBOR of two readings',
  'bombs',
  'certificate of another county',
  'clock before or after',
] as const;
export type Kind = (typeof KINDS)[number];

/** Told of every error and failed check that a refusal is named after. */
export const witnesses = new Set<(refusal: unknown) => void>();

function told<T>(refusal: T): T {
  for (const witness of witnesses) witness(refusal);
  return refusal;
}

/** What a refusal by error is called: its code, and the rule, check or status word in its detail. */
export function errorName(error: unknown): string {
  if (!(error instanceof OneCardError)) throw error;
  told(error);
  const { rule, check, sw, statusWord } = error.detail;
  const reason = rule ?? check ?? sw ?? statusWord;
  return reason === undefined ? error.code : `${error.code}: ${reason}`;
}

/** The name of what `attempt` is refused by, or `accepted`. */
export async function refusedBy(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
    return 'accepted';
  } catch (error) {
    return errorName(error);
  }
}

export interface VisitChanges extends Partial<CardSessionOptions> {
  readonly layer?: TransportLayer;
  readonly trust?: Partial<TrustStore>;
  readonly now?: Instant;
  readonly known?: CardCounters;
  /** What is done with the record once it is proven; a settlement unless told. */
  readonly after?: 'settle' | 'nothing';
}

interface Inserted {
  readonly reader: VirtualReader;
}

/** A whole visit of one card. @returns the first check that failed, the error, or `accepted` */
export async function visit(
  ground: Ground,
  card: Inserted,
  changes: VisitChanges = {},
): Promise<string> {
  const { layer, trust, now = NOW, known, after = 'settle', ...options } = changes;
  try {
    const session = await ground.open(card, options, layer);
    const record = await session.read();
    const store = { ...ground.trust, ...trust };
    const verification = verifyRecord(record, store, { now, insuranceYear: YEAR, known });
    if (verification.outcome === 'refused') {
      const [first] = told(verification).failed;
      return `${first!.name}: ${first!.outcome === 'failed' ? first!.cause : ''}`;
    }
    if (after === 'settle') {
      const next = verification.record.proven.current.state.sequence + 1;
      await session.commit(
        prepareCommit(verification.record, coreOf(ground, next), usageAfter(next)),
      );
    }
    await session.close();
    return 'accepted';
  } catch (error) {
    return errorName(error);
  }
}

/** Settlement number `last` as the SETTLE module of the county would write it. */
export function coreOf({ settleId }: Pick<Ground, 'settleId'>, last: number): CommitCore {
  return commitCore(last, { samId: settleId });
}

/** The county's card after `count` settlements. */
export async function settledCard(ground: Ground, count: number) {
  const made = await ground.card();
  for (let last = 1; last <= count; last++) {
    const outcome = await visit(ground, made);
    if (outcome !== 'accepted') throw new Error(outcome);
  }
  return made;
}

/** The card's memory as it is now, on a chip that is otherwise the same. */
export async function imageOf({ store }: Pick<StoredCard, 'store'>): Promise<StoredCard> {
  return cardOf((await store.load())!.slice());
}

/** Files on a chip with keys of its own. */
export async function otherChip(image: CardImage, keys: CardKeys): Promise<StoredCard> {
  const store = memoryStore();
  const card = await VirtualCard.issue(image, keys, store);
  return { card, reader: virtualReader(card), store };
}

/** Channel keys of the county's own card for one role, as whoever broke a module would hold them. */
export function stolenKeys({ keys, suite }: Ground, role: SamRole, generation: 0 | 1 = 0) {
  const keyVersion = KEY_VERSIONS[suite.id][role][generation];
  const master = keys.channel.get(keyVersion)!;
  return channelKeys({ suite: suite.id, master, keyVersion, serial: SERIAL, aid: ONECARD_AID });
}

/** The first key sets of the county's own card. */
export function ownChannelKeys({ keys, suite }: Ground) {
  return firstChannelKeys(keys, suite.id, SERIAL);
}

/** A host without any module between it and the card: the keys of `role`, or none. */
export async function hostOf(
  ground: Ground,
  { reader }: Inserted,
  role?: SamRole,
  layer: (target: Target) => Target = (target) => target,
): Promise<Target> {
  const target = layer(ground.wire(await reader.connect()));
  const host = role ? protectedBy(target, stolenKeys(ground, role)) : target;
  await send(host, SELECT_APPLICATION);
  return host;
}

/** `status XXXX` of the last of some commands, `accepted` for 9000. */
export async function statusOf(host: Target, ...commands: readonly string[]): Promise<string> {
  let status = '';
  for (const command of commands) status = (await send(host, command)).slice(-4);
  return status === '9000' ? 'accepted' : `status ${status}`;
}

/** Every answer, or every answer to one instruction, changed on the way. */
export function bentAnswers(
  change: (answer: Uint8Array, command: Uint8Array) => Uint8Array,
  ins?: number,
): TransportLayer {
  return (inner) => ({
    async transmit(command) {
      const answer = await inner.transmit(command);
      return ins === undefined || command[1] === ins ? change(answer, command) : answer;
    },
    close: () => inner.close(),
  });
}

/** Every command of one instruction changed on the way. */
export function bentCommands(
  change: (command: Uint8Array) => Uint8Array,
  ins: number,
): TransportLayer {
  return (inner) => ({
    transmit: (command) => inner.transmit(command[1] === ins ? change(command) : command),
    close: () => inner.close(),
  });
}

/** Every command that went by, with its answer. */
export function eavesdropper() {
  const heard: { readonly command: Uint8Array; readonly answer: Uint8Array }[] = [];
  const layer: TransportLayer = (inner) => ({
    async transmit(command) {
      const answer = await inner.transmit(command);
      heard.push({ command: command.slice(), answer: answer.slice() });
      return answer;
    },
    close: () => inner.close(),
  });
  return { heard, layer };
}

/** The bytes with `from` found once and replaced. */
export function replaced(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const [before, after, ...more] = toHex(bytes).split(toHex(from));
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error('expected once in the bytes');
  }
  return concat([fromHex(before), to, fromHex(after)]);
}
