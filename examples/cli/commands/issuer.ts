/** `onecard issuer init`, `onecard issuer lists` and `onecard issuer report verify`. */

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrustStore } from '../../../src/crypto/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import {
  FileKeyStore,
  Issuer,
  type IssuerPorts,
  type ReportVerification,
  readWhole,
  verifyReport,
} from '../../../src/issuing/index.ts';
import {
  type Bilingual,
  type CardSerial,
  type CountyCode,
  SAM_ROLES,
  type SamRole,
  type SuiteId,
} from '../../../src/model/index.ts';
import { systemRandom } from '../../../src/terminal/index.ts';
import { instantText } from '../../../src/time.ts';
import {
  type DeskOptions,
  issuerPorts,
  keysFolder,
  made,
  makeModule,
  publish,
  signingKeysOf,
  withDesk,
} from '../issuing/desk.ts';
import { readPassphrase } from '../issuing/passphrase.ts';
import type { CommandOptions } from '../main.ts';
import { type Answer, EXIT, UsageError } from '../output.ts';
import { pick } from '../text.ts';

export interface InitOptions extends Omit<DeskOptions, 'issuer'> {
  readonly county: string;
  readonly suite: '1' | '2';
  readonly out: string;
}

/** Makes an issuer in a folder; what an interrupted call made is used by the next. */
export async function initIssuer({ language }: CommandOptions, raw: InitOptions): Promise<Answer> {
  if (!/^[1-9]\d{5}$/.test(raw.county)) {
    throw new UsageError('--county has six digits 区划代码为六位数字');
  }
  const passphrase = await readPassphrase(raw.passphraseFile);
  await made(raw.out);
  const keys = keysFolder(raw.out);
  const isBegun = existsSync(join(keys, 'store.head'));
  const store = isBegun
    ? await FileKeyStore.open(keys, { passphrase, random: systemRandom })
    : await FileKeyStore.create(keys, { passphrase, random: systemRandom });
  const county = raw.county as CountyCode;
  const signing = await signingKeysOf(raw, store);
  const ports = issuerPorts(raw.out, store, signing.keys);
  const issuer = await founded(ports, county, Number(raw.suite) as SuiteId);
  try {
    const missing = SAM_ROLES.filter(
      (role) => !issuer.register.modules.all().some((sam) => sam.role === role),
    );
    if (missing.length === 0) throw new OneCardError('issuing.issuer-exists', { county });
    for (const role of missing) await makeSam(issuer, store, role);
    await publish(raw.out, issuer);
    const sams = issuer.register.modules.all().map(({ id, role }) => ({ id, role }));
    const text = {
      zh: `已建立发卡机构 ${county}（套件 ${raw.suite}）：${raw.out}\n${samLines(sams)}\n口令不能找回；整个文件夹须备份。`,
      en: `issuer ${county} (suite ${raw.suite}) is founded: ${raw.out}\n${samLines(sams)}\nThe passphrase cannot be recovered; back up the whole folder.`,
    };
    const data = { county, suite: Number(raw.suite), sams };
    return { exit: EXIT.done, outcome: 'founded', data, text: pick(text, language) };
  } finally {
    issuer.close();
    await signing.close();
  }
}

async function founded(ports: IssuerPorts, county: CountyCode, suite: SuiteId): Promise<Issuer> {
  try {
    return await Issuer.found({ county, suite }, ports);
  } catch (error) {
    const isThere = error instanceof OneCardError && error.code === 'issuing.issuer-exists';
    if (!isThere) throw error;
    const issuer = await Issuer.open(ports);
    if (issuer.profile.county === county && issuer.profile.suite === suite) return issuer;
    issuer.close();
    throw error;
  }
}

function samLines(sams: readonly { readonly id: string; readonly role: SamRole }[]): string {
  return sams.map(({ id, role }) => `  ${role.padEnd(6)} ${id}`).join('\n');
}

/** A module of a role, certified by the county. */
async function makeSam(issuer: Issuer, store: FileKeyStore, role: SamRole): Promise<void> {
  const order = { ...issuer.nextSam(), role };
  await issuer.certifySam({ ...order, ...(await makeModule(issuer, store, order)) });
}

/** Signs the lists of blocked cards and modules anew. */
export async function renewLists({ language }: CommandOptions, raw: DeskOptions): Promise<Answer> {
  const versions = await withDesk(raw, async ({ issuer }) => {
    await issuer.renewLists();
    return {
      cards: issuer.register.list('cards', 1)!.version,
      sams: issuer.register.list('sams', 1)!.version,
    };
  });
  const text = {
    zh: `状态名单已重新签发：卡 ${versions.cards}，安全模块 ${versions.sams}`,
    en: `lists signed anew: cards ${versions.cards}, modules ${versions.sams}`,
  };
  return { exit: EXIT.done, outcome: 'renewed', data: versions, text: pick(text, language) };
}

const CAUSES: Readonly<Record<Extract<ReportVerification, { cause: string }>['cause'], Bilingual>> =
  {
    certificate: { zh: '县级证书不被信任或已失效', en: 'the county’s certificate is not trusted' },
    signature: { zh: '签名无效', en: 'the signature is not valid' },
    county: { zh: '报告属于另一个县', en: 'the report names another county than its signer' },
    'row-count': { zh: '卡的张数与报告不符', en: 'there are not as many cards as it says' },
    serials: { zh: '卡号与报告不符', en: 'these are not the cards that it speaks of' },
  };

export interface ReportOptions {
  readonly issuer?: string;
  readonly root?: string;
  readonly cards?: string;
}

/** Checks a report against the province's root and, where they are named, against the cards themselves. */
export async function checkReport(
  { language }: CommandOptions,
  file: string,
  raw: ReportOptions,
): Promise<Answer> {
  const root = raw.root ?? (raw.issuer && join(raw.issuer, 'public', 'province.certificate'));
  if (!root) throw new UsageError('--issuer or --root says which province to trust 须指明信任根');
  const trust: TrustStore = { roots: [await must(root)], statusLists: [] };
  const serials = raw.cards === undefined ? undefined : await serialsIn(raw.cards);
  const verification = verifyReport(await must(file), trust, serials);
  if (verification.outcome === 'invalid') {
    const { cause } = verification;
    const text = pick(CAUSES[cause], language);
    return { exit: EXIT.invalidDocument, outcome: 'report-invalid', data: { cause }, text };
  }
  const { report } = verification;
  const shown = {
    ...report,
    issuedAt: instantText(report.issuedAt),
    finishedAt: instantText(report.finishedAt),
  };
  const text = {
    zh: `报告有效：${report.county} 第 ${report.batch} 批，${report.rowCount} 张，${report.firstSerial} 至 ${report.lastSerial}`,
    en: `the report is valid: ${report.county} batch ${report.batch}, ${report.rowCount} cards, ${report.firstSerial} to ${report.lastSerial}`,
  };
  return { exit: EXIT.done, outcome: 'report-valid', data: shown, text: pick(text, language) };
}

async function must(path: string): Promise<Uint8Array> {
  const bytes = await readWhole(path);
  if (!bytes) throw new UsageError(`${path}: not there 不存在`);
  return bytes;
}

/** Serials of the card files in a folder, by their names. */
async function serialsIn(folder: string): Promise<readonly CardSerial[]> {
  const names = await readdir(folder).catch((cause) => {
    throw new UsageError(`${folder}: cannot be read 无法读取`, { cause });
  });
  return names
    .filter((name) => /^[0-9A-F]{16}\.card$/.test(name))
    .map((name) => name.slice(0, 16) as CardSerial);
}
