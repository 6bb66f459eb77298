/** `onecard sam status` and `onecard sam insert`. */

import { verifySam } from '../../../src/card/index.ts';
import type { Language } from '../../../src/errors/index.ts';
import type { Bilingual, SamStatus } from '../../../src/model/index.ts';
import { yuanText } from '../../../src/money.ts';
import { systemClock } from '../../../src/terminal/index.ts';
import { connectVpcd, fileStore, VirtualSam, VPCD_PORT } from '../../../src/virtual/index.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, say } from '../output.ts';
import { withSam } from '../sam.ts';
import { OUTCOME_TEXTS, pick } from '../text.ts';
import { openCards } from '../world/open.ts';

const STANDINGS = {
  good: { zh: '有效', en: 'good' },
  blocked: { zh: '已停用', en: 'blocked' },
  expired: { zh: '已过期', en: 'expired' },
  'not-certified': { zh: '无有效证书', en: 'not certified' },
} as const satisfies Record<string, Bilingual>;

const LABELS = {
  id: { zh: '编号', en: 'id' },
  role: { zh: '角色', en: 'role' },
  keyVersions: { zh: '密钥版本', en: 'key versions' },
  expiresOn: { zh: '有效期至', en: 'last day' },
  pin: { zh: 'PIN', en: 'PIN' },
  usesLeft: { zh: '剩余次数', en: 'uses left' },
  dailySumLeft: { zh: '当日基金支付余额', en: 'left of the day’s sum' },
  standing: { zh: '证书与停用名单', en: 'certificate and list' },
} as const satisfies Record<string, Bilingual>;

/** What the module says of itself, and whether a county stands behind it. */
export async function showSam(options: CommandOptions): Promise<Answer> {
  const cards = await openCards(options.data);
  return withSam(options, cards.sam, async (sam) => {
    const status = await sam.status();
    const verdict = await verifySam(sam, cards.samProof, cards.trust, systemClock.now());
    const standing = verdict.outcome === 'trusted' ? 'good' : verdict.standing;
    const cause = verdict.outcome === 'trusted' ? undefined : verdict.cause;
    const data = { ...status, standing, ...(cause !== undefined && { cause }) };
    const text = statusText(status, standing, options.language);
    if (cause === undefined) return { exit: EXIT.done, outcome: 'good', data, text };
    return { exit: EXIT.samRefused, outcome: `sam-${standing}`, data, text, isReport: true };
  });
}

function statusText(
  status: SamStatus,
  standing: keyof typeof STANDINGS,
  language: Language,
): string {
  const tries = status.pinTriesLeft === undefined ? '' : ` (${status.pinTriesLeft})`;
  const values: Record<keyof typeof LABELS, string> = {
    id: status.id,
    role: status.role,
    keyVersions: status.keyVersions.map((version) => version.toString(16).toUpperCase()).join(' '),
    expiresOn: status.expiresOn,
    pin: `${status.pin}${tries}`,
    usesLeft: String(status.usesLeft),
    dailySumLeft: yuanText(status.dailySumLeft),
    standing: pick(STANDINGS[standing], language),
  };
  return (Object.keys(LABELS) as (keyof typeof LABELS)[])
    .map((name) => `${pick(LABELS[name], language)}: ${values[name]}`)
    .join('\n');
}

/** Keeps the world's module in the second slot of the daemon until the command is interrupted. */
export async function insertSam(options: CommandOptions): Promise<Answer> {
  const { files, sam } = await openCards(options.data);
  const chip = new VirtualSam(fileStore(files.sam), { clock: systemClock });
  const slot = await connectVpcd(chip, { port: VPCD_PORT + 1, signal: options.signal });
  say(`${pick(OUTCOME_TEXTS.inserted, options.language)}: ${await sam.id()}`);
  const end = await slot.ended;
  if (end.outcome === 'failed') throw end.error;
  return { exit: EXIT.done, outcome: end.outcome, data: { end: end.outcome }, text: end.outcome };
}
