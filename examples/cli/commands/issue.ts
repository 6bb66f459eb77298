/** `onecard card issue`, `reissue`, `block`, `unblock`, `pin`, `rotate-keys` and `update`. */

import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type CardTransport, IssuerSession } from '../../../src/card/index.ts';
import { type Centre, openCentre } from '../../../src/centre/index.ts';
import {
  CSV_BYTES_MAX,
  type CsvEncoding,
  type IssuedCard,
  type IssuingPorts,
  issueBatch,
  readHolder,
  readIssueList,
  readWhole,
  reissueCard,
  renewCard,
  setCardStatus,
  writeDurably,
} from '../../../src/issuing/index.ts';
import type { CardSerial, CountyCode } from '../../../src/model/index.ts';
import { systemClock } from '../../../src/terminal/index.ts';
import { addDays, chinaDate } from '../../../src/time.ts';
import { fileStore, VirtualCard } from '../../../src/virtual/index.ts';
import {
  type DeskOptions,
  filePress,
  type IssuingDesk,
  made,
  pinIn,
  withDesk,
} from '../issuing/desk.ts';
import { progressDisplay } from '../issuing/progress.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, UsageError } from '../output.ts';
import { withCard } from '../readers.ts';
import { pick } from '../text.ts';

/** Cards live ten years unless told. */
const CARD_YEARS = 10;
const DAYS_A_YEAR = 365;

export interface IssueOptions extends DeskOptions {
  readonly out: string;
  readonly encoding: CsvEncoding;
  readonly centre?: string;
  readonly years?: string;
  readonly keyGeneration?: '1' | '2';
}

/** Issues a card for every row of a list; the same command again goes on where a run was broken off. */
export async function issueCards(
  { language, signal }: CommandOptions,
  file: string,
  raw: IssueOptions,
): Promise<Answer> {
  const list = await readList(file);
  return withDesk(raw, async (desk) => {
    const { issuer } = desk;
    const { rows, sourceHash } = readIssueList(issuer, list, {
      file: basename(file),
      encoding: raw.encoding,
    });
    const result = await withCentre(raw.centre, issuer.profile.county, async (centre) => {
      await made(raw.out);
      const display = progressDisplay(process.stderr, () => systemClock.now());
      try {
        return await issueBatch(
          issuer,
          rows,
          { sourceHash, ...termsOf(raw) },
          {
            ...(await portsOf(desk, raw, centre, 'register-years')),
            onProgress: (progress) => display.show(progress),
            signal,
          },
        );
      } finally {
        display.end();
      }
    });
    const { batch, report } = result;
    const path = join(raw.out, `issued-${batch.batch}.report`);
    await writeDurably([{ path, bytes: report }]);
    const isNew = result.outcome === 'issued';
    const text = {
      zh: `${isNew ? '已制卡' : '此名单先前已制卡'} ${batch.rowCount} 张；报告：${path}`,
      en: `${batch.rowCount} cards ${isNew ? 'issued' : 'were issued from this list before'}; report: ${path}`,
    };
    const data = { batch: batch.batch, cards: batch.rowCount, report: path };
    return { exit: EXIT.done, outcome: result.outcome, data, text: pick(text, language) };
  });
}

async function readList(file: string): Promise<Uint8Array> {
  const bytes = await readWhole(file);
  if (!bytes) throw new UsageError(`${file}: not there 不存在`);
  // A byte more is enough for the refusal to name its rule.
  return bytes.subarray(0, CSV_BYTES_MAX + 1);
}

function termsOf(raw: IssueOptions) {
  const years = Number(raw.years ?? CARD_YEARS);
  if (!Number.isInteger(years) || years < 1 || years > CARD_YEARS) {
    throw new UsageError(`--years is 1 to ${CARD_YEARS} 卡有效年数`);
  }
  return {
    destination: resolve(raw.out),
    centre: raw.centre === undefined ? '' : resolve(raw.centre),
    keyGeneration: raw.keyGeneration === '2' ? (2 as const) : (1 as const),
    expiresOn: addDays(chinaDate(systemClock.now()), years * DAYS_A_YEAR),
  };
}

async function portsOf(
  desk: IssuingDesk,
  raw: IssueOptions,
  centre: Centre | undefined,
  years: 'register-years' | 'keep-years',
): Promise<IssuingPorts> {
  return {
    sam: await desk.sam('ISSUE'),
    press: filePress(raw.out),
    ...(centre && { announce: (cards) => register(centre, cards, years) }),
  };
}

async function withCentre<T>(
  file: string | undefined,
  county: CountyCode,
  work: (centre: Centre | undefined) => Promise<T>,
): Promise<T> {
  if (file === undefined) return work(undefined);
  const centre = openCentre({
    file,
    clock: systemClock,
    county,
    plans: [],
    catalogues: [],
    // The desk registers and asks; nothing is settled here, so no module is ever judged.
    samStanding: () => 'not-certified',
  });
  try {
    return await work(centre);
  } finally {
    centre.close();
  }
}

/** @param years what an old card says of them may be older than what the centre knows */
async function register(
  centre: Centre,
  cards: readonly IssuedCard[],
  years: 'register-years' | 'keep-years',
): Promise<void> {
  for (const { serial, settlementKey, person } of cards) {
    await centre.register({
      memberNumber: person.insurance.memberNumber,
      name: person.holder.name,
      bornOn: person.holder.bornOn,
      participation: years === 'register-years' ? person.insurance.participation : [],
      cards: [{ serial, settlementKey }],
    });
  }
}

/** Blocks a lost card and makes another for its holder, with the usage that the centre has. */
export async function reissue(
  { language }: CommandOptions,
  raw: IssueOptions & { readonly serial: string; readonly list?: string },
): Promise<Answer> {
  const file = raw.centre;
  if (!file || !existsSync(file)) {
    throw new UsageError('--centre names the ledger that the usage comes from 补卡须指明中心账册');
  }
  const old = serialOf(raw.serial);
  const list = raw.list === undefined ? undefined : await readList(raw.list);
  return withDesk(raw, async (desk) => {
    const { issuer } = desk;
    await made(raw.out);
    const source = { file: basename(raw.list ?? ''), encoding: raw.encoding };
    const holder = list && { person: readHolder(issuer, old, list, source) };
    const result = await withCentre(file, issuer.profile.county, async (centre) =>
      reissueCard(
        issuer,
        old,
        { ...termsOf(raw), ...holder },
        {
          ...(await portsOf(desk, raw, centre, raw.list ? 'register-years' : 'keep-years')),
          centre: centre!,
        },
      ),
    );
    const { batch, report, serial } = result;
    const path = join(raw.out, `issued-${batch.batch}.report`);
    await writeDurably([{ path, bytes: report }]);
    const text = {
      zh: `旧卡 ${old} 已停用；新卡 ${serial}；报告：${path}`,
      en: `card ${old} is blocked; the new card is ${serial}; report: ${path}`,
    };
    const data = { blocked: old, serial, batch: batch.batch, report: path };
    return { exit: EXIT.done, outcome: result.outcome, data, text: pick(text, language) };
  });
}

/** Blocks a card in the county's list, or takes that back. */
export async function changeStatus(
  { language }: CommandOptions,
  status: 'good' | 'blocked',
  raw: DeskOptions & { readonly serial: string },
): Promise<Answer> {
  const serial = serialOf(raw.serial);
  const result = await withDesk(raw, ({ issuer }) => setCardStatus(issuer, serial, status));
  if (result.outcome === 'replaced') {
    const text = {
      zh: `卡 ${serial} 已补发新卡，不能恢复`,
      en: `card ${serial} was made anew and is never good again`,
    };
    const data = { serial };
    return { exit: EXIT.declined, outcome: 'replaced', data, text: pick(text, language) };
  }
  const { listVersion } = result;
  const text = {
    zh: `卡 ${serial}：${status === 'blocked' ? '已停用' : '有效'}；名单版本 ${listVersion}`,
    en: `card ${serial} is ${status}; version ${listVersion} of the list`,
  };
  const data = { serial, status, listVersion };
  return { exit: EXIT.done, outcome: result.outcome, data, text: pick(text, language) };
}

/** Gives the holder all PIN tries back and the new PIN of ONECARD_HOLDER_PIN, where there is one. */
export async function resetPin(
  options: CommandOptions,
  raw: DeskOptions & { readonly file?: string },
): Promise<Answer> {
  const digits = process.env.ONECARD_HOLDER_PIN;
  const pin = digits === undefined ? undefined : pinIn('ONECARD_HOLDER_PIN', digits);
  const serial = await withDesk(raw, (desk) =>
    withDeskCard(options, raw.file, async (transport) => {
      const session = await IssuerSession.open(transport, { sam: await desk.sam('ISSUE') });
      await session.resetPin(pin);
      return session.card.serial;
    }),
  );
  const text = {
    zh: `卡 ${serial} 的 PIN 已解锁${pin ? '并更换' : ''}`,
    en: `the PIN of card ${serial} is unblocked${pin ? ' and changed' : ''}`,
  };
  const { language } = options;
  const data = { serial, isChanged: pin !== undefined };
  return { exit: EXIT.done, outcome: 'unblocked', data, text: pick(text, language) };
}

export interface RenewOptions extends DeskOptions {
  readonly serial: string;
  readonly file?: string;
  readonly keyGeneration?: '1' | '2';
  readonly list?: string;
  readonly encoding: CsvEncoding;
}

/** Gives a card other channel keys, or its holder as they are today; its state stays. */
export async function renew(options: CommandOptions, raw: RenewOptions): Promise<Answer> {
  const serial = serialOf(raw.serial);
  const list = raw.list === undefined ? undefined : await readList(raw.list);
  const generation = await withDesk(raw, async (desk) => {
    const { issuer } = desk;
    const source = { file: basename(raw.list ?? ''), encoding: raw.encoding };
    const sam = await desk.sam('ISSUE');
    const terms = {
      ...(raw.keyGeneration && ({ keyGeneration: raw.keyGeneration === '2' ? 2 : 1 } as const)),
      ...(list && { person: readHolder(issuer, serial, list, source) }),
    };
    return withDeskCard(options, raw.file, (transport) =>
      renewCard(issuer, serial, terms, { sam, transport }),
    );
  });
  const text = {
    zh: `卡 ${serial} 的文件已重新签发；通道密钥第 ${generation} 代`,
    en: `the files of card ${serial} are signed anew; channel keys of generation ${generation}`,
  };
  const data = { serial, keyGeneration: generation };
  return { exit: EXIT.done, outcome: 'renewed', data, text: pick(text, options.language) };
}

/** Runs `work` with the virtual card of a file in a reader, or with the card that is in the reader. */
async function withDeskCard<T>(
  options: CommandOptions,
  file: string | undefined,
  work: (transport: CardTransport) => Promise<T>,
): Promise<T> {
  const card = file === undefined ? undefined : await VirtualCard.open(fileStore(file));
  if (file !== undefined && !card) throw new UsageError(`${file}: not there 不存在`);
  return withCard({ ...options, reader: card ? 'virtual' : 'pcsc' }, card, work);
}

function serialOf(text: string): CardSerial {
  if (!/^[0-9A-F]{16}$/.test(text)) {
    throw new UsageError('--serial has 16 upper-case hexadecimal digits 卡号为 16 位');
  }
  return text as CardSerial;
}
