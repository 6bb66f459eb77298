/** What a verification can find, by name, in both languages (docs/formats/journal.md, "Findings"). */

import type { ErrorDetail } from '../../../errors/index.ts';
import type { Bilingual } from '../../../model/index.ts';

/** Detail by name: sequences, counts, names of fields and tables; never a payload's contents. */
type Detail = ErrorDetail;
type Sentence = (detail: Detail) => Bilingual;

/** In the order in which a report lists what concerns the same entry. */
export const FINDINGS = {
  'guard-changed': ({ object }) => ({
    zh: `表、索引或触发器 ${object} 与规定不符：有人改过库结构`,
    en: `table, index or trigger ${object} is not as it was made: someone changed the schema`,
  }),
  'file-damaged': ({ what }) => ({
    zh: `文件有坏页或坏索引（SQLite 自检：${what}）：移走本文件，恢复最近的备份`,
    en: `a page or an index of the file is damaged (SQLite says: ${what}): move the file away and restore the newest backup`,
  }),
  unreadable: ({ after, sqlite }) => ({
    zh: `第 ${after} 条之后有数据读不出（SQLite ${sqlite}），未能检查`,
    en: `something after entry ${after} cannot be read (SQLite ${sqlite}) and is unchecked`,
  }),
  'header-missing': () => ({
    zh: '流水头部缺失或不可读',
    en: 'the header of the journal is missing or unreadable',
  }),
  'foreign-first-link': () => ({
    zh: '第 1 条没有接在本流水的头部之后：它来自别的流水，或头部被改',
    en: 'entry 1 does not continue the header of this journal: it comes from another one, or the header was changed',
  }),
  removed: ({ from, to }) => ({
    zh: from === to ? `第 ${from} 条缺失` : `第 ${from} 至 ${to} 条缺失`,
    en: from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`,
  }),
  changed: ({ sequence }) => ({
    zh: `第 ${sequence} 条与其哈希不符：写入后被改动`,
    en: `entry ${sequence} does not match its hash: it was changed after it was written`,
  }),
  reordered: ({ sequence, belongsAt }) => ({
    zh: `第 ${sequence} 条原为第 ${belongsAt} 条：顺序被改`,
    en: `entry ${sequence} belongs at ${belongsAt}: the order was changed`,
  }),
  inserted: ({ sequence }) => ({
    zh: `第 ${sequence} 条占了另一条的位置：是后来插入的`,
    en: `entry ${sequence} stands where another belongs: it was inserted later`,
  }),
  'broken-link': ({ sequence }) => ({
    zh: `第 ${sequence} 条没有接在前一条之后：前一条被替换`,
    en: `entry ${sequence} does not continue the one before it: that one was replaced`,
  }),
  undecodable: ({ sequence, path }) => ({
    zh: `第 ${sequence} 条的内容不合格式（${path}）`,
    en: `the contents of entry ${sequence} have not their form (${path})`,
  }),
  'id-differs': ({ sequence }) => ({
    zh: `第 ${sequence} 条的结算号与其内容中的结算号不同`,
    en: `entry ${sequence} stands under another settlement id than its contents`,
  }),
  'contents-disagree': ({ sequence, field }) => ({
    zh: `第 ${sequence} 条的内容互相矛盾（${field}）：账单、计算与陈述不是同一次就诊`,
    en: `the parts of entry ${sequence} disagree (${field}): bill, decision and statement are not of one visit`,
  }),
  'intent-twice': ({ sequence }) => ({
    zh: `第 ${sequence} 条为同一结算号再次登记意向`,
    en: `entry ${sequence} records a second intent of one settlement id`,
  }),
  'settled-without-intent': ({ sequence }) => ({
    zh: `第 ${sequence} 条已结算，但之前没有未结意向`,
    en: `entry ${sequence} is settled, but no intent of that id was open before it`,
  }),
  'closed-without-intent': ({ sequence }) => ({
    zh: `第 ${sequence} 条结束了一个并未登记的意向`,
    en: `entry ${sequence} ends an intent that was not open`,
  }),
  'statement-differs': ({ sequence, intent }) => ({
    zh: `第 ${sequence} 条签名的内容与第 ${intent} 条意向不同`,
    en: `entry ${sequence} was signed over another statement than intent ${intent} recorded`,
  }),
  'bad-signature': ({ sequence, failed }) => ({
    zh: `第 ${sequence} 条的签名验不过（${failed}）`,
    en: `the signatures under entry ${sequence} do not verify (${failed})`,
  }),
  'out-of-turn': ({ sequence, kind, after }) => ({
    zh: `第 ${sequence} 条（${kind}）不能接在同一结算号的 ${after} 之后`,
    en: `entry ${sequence} (${kind}) may not follow ${after} of the same id`,
  }),
  'checkpoint-not-signed': ({ sequence }) => ({
    zh: `第 ${sequence} 条检查点没有有效签名`,
    en: `the checkpoint in entry ${sequence} carries no valid signature`,
  }),
  'checkpoint-differs': ({ sequence, of }) => ({
    zh: `第 ${sequence} 条检查点签的不是本流水的第 ${of} 条：签名之后流水被改`,
    en: `the checkpoint in entry ${sequence} speaks of another entry ${of} than stands here: the journal was changed after it was signed`,
  }),
  'checkpoint-foreign-key': ({ sequence }) => ({
    zh: `第 ${sequence} 条检查点由不认识的密钥签名`,
    en: `the checkpoint in entry ${sequence} was signed by a key that is not trusted`,
  }),
  'checkpoint-missing': ({ from, to }) => ({
    zh: `第 ${from} 至 ${to} 条之间应有检查点而没有`,
    en: `no checkpoint stands between entries ${from} and ${to}, where one is due`,
  }),
  'open-list-differs': ({ count }) => ({
    zh: `未结清单与流水不符（${count} 处）`,
    en: `the list of what is open does not fit the entries (${count} differences)`,
  }),
  'bill-list-differs': ({ count }) => ({
    zh: `已结账单清单与流水不符（${count} 处）`,
    en: `the list of settled bills does not fit the entries (${count} differences)`,
  }),
  'end-missing': ({ last }) => ({
    zh: `导出文件没有完整的末行，读到第 ${last} 条为止：文件被截`,
    en: `the export has no last line for entry ${last}: its end was cut off`,
  }),
  'after-end': ({ lines }) => ({
    zh: `导出文件的末行之后还有 ${lines} 行：不属于这份导出`,
    en: `${lines} lines stand after the last line of the export: they are no part of it`,
  }),
  'earlier-differs': ({ object }) => ({
    zh: `往年流水文件 ${object} 与结转时不符：被截、被改或换成了别的文件`,
    en: `the earlier file ${object} does not end as it was carried over: it was cut, changed or replaced`,
  }),
  'earlier-unreadable': ({ object, what }) => ({
    zh: `往年流水文件 ${object} 读不出（${what}），往年未能检查：检查权限与磁盘，或放回备份中的该文件`,
    en: `the earlier file ${object} cannot be read (${what}) and is unchecked: see to its rights and the disk, or put it back from a backup`,
  }),
  'cut-tail': ({ acknowledged, last }) => ({
    zh: `中心已见到第 ${acknowledged} 条，流水只到第 ${last} 条：尾部被截`,
    en: `the centre has seen entry ${acknowledged}, the journal ends at ${last}: its tail was cut`,
  }),
  'other-history': ({ sequence }) => ({
    zh: `第 ${sequence} 条与中心见到的不是同一条：流水被重写或换成旧备份`,
    en: `entry ${sequence} is not the one the centre has seen: the journal was rewritten or an old copy put back`,
  }),
} as const satisfies Record<string, Sentence>;

export type FindingName = keyof typeof FINDINGS;

export interface Finding {
  readonly name: FindingName;
  /** The entry it speaks of, when it speaks of one. */
  readonly sequence?: number;
  readonly detail: Detail;
  readonly text: Bilingual;
}

const NAMES = Object.keys(FINDINGS) as readonly FindingName[];

/** Findings as they come up: bounded, the rest counted. */
export class FindingList {
  readonly #max: number;
  readonly #found: Finding[] = [];
  #omitted = 0;

  constructor(max: number) {
    this.#max = max;
  }

  add(name: FindingName, detail: Detail = {}): void {
    if (this.#found.length === this.#max) {
      this.#omitted += 1;
      return;
    }
    const sequence = detail.sequence ?? detail.from;
    this.#found.push({
      name,
      ...(typeof sequence === 'number' ? { sequence } : {}),
      detail,
      text: FINDINGS[name](detail),
    });
  }

  /** How many did not fit. */
  get omitted(): number {
    return this.#omitted;
  }

  /** By entry, then in the order of `FINDINGS`; what concerns the whole file comes first. */
  inOrder(): readonly Finding[] {
    return this.#found.toSorted(
      (a, b) =>
        (a.sequence ?? 0) - (b.sequence ?? 0) || NAMES.indexOf(a.name) - NAMES.indexOf(b.name),
    );
  }
}
