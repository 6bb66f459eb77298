/**
 * What a security module allows: role, expiry, PIN, use counter, daily sum. Pure, and the one place:
 * the module in software, the one behind a card reader and the one behind the network refuse alike.
 *
 * A module has no clock of its own. It believes the latest time that it was ever shown, by a host's
 * clock or in a statement; a clock that is set back therefore wins nothing.
 */

import { equalBytes } from '../../bytes.ts';
import { parseCommand, parseLogRecord, unframeLogRecord } from '../../card/index.ts';
import { type ErrorDetail, OneCardError } from '../../errors/index.ts';
import type {
  AmountsByPayer,
  Payer,
  SamId,
  SamPinResult,
  SamRole,
  SamStatus,
  SettlementStatement,
  SuiteId,
} from '../../model/index.ts';
import { type Amount, add, subtract, ZERO } from '../../money.ts';
import { chinaDate, type Instant, instant, type PlainDate } from '../../time.ts';

/** Wrong PINs in a row before the module stops: as on bank cards. */
export const SAM_PIN_TRIES = 3;
/**
 * Statements of the day whose sums are remembered, so that signing one again after a break is not
 * counted twice. A terminal has one visit open at a time: 32 is far beyond what it signs again.
 */
export const COUNTED_STATEMENTS_MAX = 32;

/** What is fixed when a module is issued. */
export interface SamProfile {
  readonly id: SamId;
  readonly role: SamRole;
  readonly suite: SuiteId;
  readonly keyVersions: readonly number[];
  readonly expiresOn: PlainDate;
  /** Channels, state codes and signatures in its life. */
  readonly usesMax: number;
  /** What the funds may pay under its signature in one day. */
  readonly dailySumMax: Amount;
  readonly hasPin: boolean;
}

/** What a module must not forget: written before what it allows is done. */
export interface SamMemory {
  readonly latestSeen: Instant;
  readonly usedCount: number;
  /** The day that `daySum` belongs to. */
  readonly day: PlainDate;
  readonly daySum: Amount;
  /** Digests of the statements in `daySum`, the newest last. */
  readonly counted: readonly Uint8Array[];
  readonly pinTriesLeft: number;
}

/** What somebody asks of a module. */
export type SamUse =
  | { readonly kind: 'open-channel'; readonly keyVersion: number }
  | { readonly kind: 'key-block'; readonly keyVersion: number; readonly newKeyVersion: number }
  | { readonly kind: 'mac-state' }
  | { readonly kind: 'check-state' }
  | { readonly kind: 'sign-head' }
  | {
      readonly kind: 'sign';
      readonly statement: SettlementStatement;
      /** 32 bytes. */
      readonly hash: Uint8Array;
    };

export interface SamVerdict {
  /** To be stored in any case, before anything else happens. */
  readonly memory: SamMemory;
  readonly refusal?: OneCardError;
}

export function firstMemory(issuedAt: Instant): SamMemory {
  return {
    latestSeen: issuedAt,
    usedCount: 0,
    day: chinaDate(issuedAt),
    daySum: ZERO,
    counted: [],
    pinTriesLeft: SAM_PIN_TRIES,
  };
}

/** Who may ask what; `check-state` tells nobody anything that the card does not. */
const ROLES: Readonly<Record<SamUse['kind'], readonly SamRole[]>> = {
  'open-channel': ['READ', 'SETTLE', 'ISSUE'],
  'key-block': ['ISSUE'],
  'mac-state': ['SETTLE', 'ISSUE'],
  'check-state': ['READ', 'SETTLE', 'ISSUE'],
  sign: ['SETTLE'],
  'sign-head': ['SETTLE'],
};

/** Clocks of a desk and of a server differ by minutes; nothing honest is dated an hour ahead. */
const AHEAD_MS_MAX = 3_600_000;

/** @param now the host's clock, where there is one */
export function judgeUse(
  profile: SamProfile,
  before: SamMemory,
  use: SamUse,
  { isPinVerified, now }: { readonly isPinVerified: boolean; readonly now?: Instant | undefined },
): SamVerdict {
  const settledAt = use.kind === 'sign' ? use.statement.settledAt : undefined;
  // Each day has a sum of its own: whoever dates ahead would draw on days to come.
  const isAhead = settledAt !== undefined && now !== undefined && settledAt - now > AHEAD_MS_MAX;
  const memory = seen(before, now, isAhead ? undefined : settledAt);
  const refused = (code: RefusalCode, detail?: ErrorDetail): SamVerdict => ({
    memory,
    refusal: new OneCardError(code, detail),
  });
  if (!ROLES[use.kind].includes(profile.role)) {
    return refused('sam.role-not-allowed', { role: profile.role, use: use.kind });
  }
  if (chinaDate(memory.latestSeen) > profile.expiresOn) return refused('sam.expired');
  if (profile.hasPin && memory.pinTriesLeft === 0) return refused('sam.pin-blocked');
  if (profile.hasPin && !isPinVerified) return refused('sam.pin-needed');
  const unknown = unknownKeyVersion(profile, use);
  if (unknown !== undefined) return refused('sam.key-version-unknown', { keyVersion: unknown });
  if (isAhead) return refused('sam.statement-refused', { rule: 'dated-ahead' });
  if (use.kind === 'check-state') return { memory };
  if (memory.usedCount >= profile.usesMax) return refused('sam.uses-exhausted');
  const counted = { ...memory, usedCount: memory.usedCount + 1 };
  return use.kind === 'sign' ? judgeStatement(profile, memory, counted, use) : { memory: counted };
}

type RefusalCode = ConstructorParameters<typeof OneCardError>[0] & `sam.${string}`;

function judgeStatement(
  profile: SamProfile,
  memory: SamMemory,
  counted: SamMemory,
  { statement, hash }: Extract<SamUse, { kind: 'sign' }>,
): SamVerdict {
  const refused = (code: RefusalCode, detail?: ErrorDetail): SamVerdict => ({
    memory,
    refusal: new OneCardError(code, detail),
  });
  if (statement.samId !== profile.id) return refused('sam.statement-refused', { rule: 'sam-id' });
  const { byPayer, total } = statement;
  if (sumOf(byPayer) !== total) return refused('sam.statement-refused', { rule: 'amounts' });
  if (memory.counted.some((each) => equalBytes(each, hash))) return { memory: counted };
  const daySum = add(memory.daySum, fundsShare(byPayer));
  if (daySum > profile.dailySumMax) return refused('sam.limit-reached');
  const hashes = [...memory.counted, hash.slice()].slice(-COUNTED_STATEMENTS_MAX);
  return { memory: { ...counted, daySum, counted: hashes } };
}

/** Time moves on and never back; a new day begins with nothing counted. */
function seen(memory: SamMemory, ...times: readonly (Instant | undefined)[]): SamMemory {
  const latestSeen = instant(Math.max(memory.latestSeen, ...times.map((time) => time ?? 0)));
  const day = chinaDate(latestSeen);
  if (day === memory.day) return { ...memory, latestSeen };
  return { ...memory, latestSeen, day, daySum: ZERO, counted: [] };
}

function unknownKeyVersion({ keyVersions }: SamProfile, use: SamUse): number | undefined {
  if (use.kind !== 'open-channel' && use.kind !== 'key-block') return undefined;
  const wanted = [use.keyVersion, ...(use.kind === 'key-block' ? [use.newKeyVersion] : [])];
  return wanted.find((version) => !keyVersions.includes(version));
}

function sumOf(byPayer: AmountsByPayer): Amount {
  return add(...Object.values(byPayer));
}

/** Neither fund: what the holder and the hospital bear. */
const NO_FUND: readonly Payer[] = ['cash', 'hospital'];

function fundsShare(byPayer: AmountsByPayer): Amount {
  return subtract(sumOf(byPayer), add(...NO_FUND.map((payer) => byPayer[payer] ?? ZERO)));
}

/**
 * A try is spent before the PIN is looked at, so that power cut at the right moment wins nothing. The
 * memory is stored, then the PIN compared, then `afterPin` asked.
 */
export function beforePin(
  profile: SamProfile,
  memory: SamMemory,
): { readonly memory: SamMemory; readonly outcome: 'compare' | 'blocked' | 'no-pin' } {
  if (!profile.hasPin) return { memory, outcome: 'no-pin' };
  if (memory.pinTriesLeft === 0) return { memory, outcome: 'blocked' };
  const spent = { ...memory, pinTriesLeft: memory.pinTriesLeft - 1 };
  return { memory: spent, outcome: 'compare' };
}

export function afterPin(
  memory: SamMemory,
  isRight: boolean,
): { readonly memory: SamMemory; readonly result: SamPinResult } {
  if (isRight) {
    return { memory: { ...memory, pinTriesLeft: SAM_PIN_TRIES }, result: { outcome: 'verified' } };
  }
  const { pinTriesLeft } = memory;
  const result: SamPinResult =
    pinTriesLeft === 0 ? { outcome: 'blocked' } : { outcome: 'wrong', triesLeft: pinTriesLeft };
  return { memory, result };
}

export function statusOf(
  profile: SamProfile,
  memory: SamMemory,
  isPinVerified: boolean,
): SamStatus {
  const { id, role, suite, keyVersions, expiresOn } = profile;
  return {
    id,
    role,
    suite,
    keyVersions,
    expiresOn,
    pin: pinStateOf(profile, memory, isPinVerified),
    ...(profile.hasPin && { pinTriesLeft: memory.pinTriesLeft }),
    usesLeft: profile.usesMax - memory.usedCount,
    dailySumLeft: subtract(profile.dailySumMax, memory.daySum),
  };
}

function pinStateOf(
  { hasPin }: SamProfile,
  { pinTriesLeft }: SamMemory,
  isPinVerified: boolean,
): SamStatus['pin'] {
  if (!hasPin) return 'not-needed';
  if (pinTriesLeft === 0) return 'blocked';
  return isPinVerified ? 'verified' : 'needed';
}

/** Instruction bytes that a channel of the role carries; a module protects no other. */
const READING = [0x20, 0x24, 0x88, 0xb0, 0xb2];
const SETTLING = [...READING, 0x22, 0x2a, 0xd6, 0xe2, 0xea];
const COMMANDS: Readonly<Record<SamRole, readonly number[]>> = {
  READ: READING,
  SETTLE: SETTLING,
  ISSUE: [...SETTLING, 0x2c, 0xd8],
};
const INS_UPDATE_BINARY = 0xd6;
const INS_APPEND_RECORD = 0xe2;
const INS_COMMIT_SETTLEMENT = 0xea;
const STAGE_RECORD = 0x00;
/** P1 of UPDATE BINARY that names EF.STATE-A or EF.STATE-B by short identifier. */
const STATE_FILES: readonly number[] = [0x84, 0x85];

/**
 * Refuses to protect a command that the role of the channel is not for, and a log record that names
 * another module: what stands in a card's log under this module's protection was written by it.
 * @throws OneCardError `sam.role-not-allowed`, `sam.statement-refused`, `card.malformed-…`
 */
export function assertCarried(
  { id, role }: Pick<SamProfile, 'id' | 'role'>,
  command: Uint8Array,
): void {
  const [, ins = 0, p1 = 0] = command;
  const isForeignWrite = role !== 'ISSUE' && ins === INS_UPDATE_BINARY && !STATE_FILES.includes(p1);
  if (!COMMANDS[role].includes(ins) || isForeignWrite) {
    const use = `command ${ins.toString(16).toUpperCase().padStart(2, '0')}`;
    throw new OneCardError('sam.role-not-allowed', { role, use });
  }
  const record = logRecordIn(ins, p1, command);
  if (record) assertOwn(id, parseLogRecord(record));
}

/** The log record that a command carries: APPEND RECORD whole, COMMIT SETTLEMENT without its frame. */
function logRecordIn(ins: number, p1: number, command: Uint8Array): Uint8Array | undefined {
  if (ins === INS_APPEND_RECORD) return unframeLogRecord(parseCommand(command).data);
  const isStaged = ins === INS_COMMIT_SETTLEMENT && p1 === STAGE_RECORD;
  return isStaged ? parseCommand(command).data : undefined;
}

/**
 * States and log records say which module wrote them; a module vouches for its own name alone.
 * @throws OneCardError `sam.statement-refused` with rule `sam-id`
 */
export function assertOwn(id: SamId, written: { readonly samId: SamId }): void {
  if (written.samId !== id) throw new OneCardError('sam.statement-refused', { rule: 'sam-id' });
}
