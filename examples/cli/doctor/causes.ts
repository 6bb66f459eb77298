/** What the doctor can find beside readers: runtime, clock, documents, the terminal's world and journal. */

import {
  bad,
  type CauseTexts,
  doubtful,
  type Finding,
  type FindingParts,
  good,
  READER_CAUSES,
  type ReaderCause,
  skipped,
} from '../../../src/reader/doctor/index.ts';
import { EXIT, type ExitCode } from '../output.ts';
import { BROWSER_CAUSES, type BrowserCause } from './browser/causes.ts';

export const TERMINAL_CAUSES = {
  'runtime-supported': good('运行环境在支持期内', 'the runtime is supported'),
  'runtime-end-of-life': doubtful(
    ['这个 Node.js 版本已停止维护，不再有安全更新', '换用仍在维护的版本（Node.js 22 或 24）'],
    [
      'this version of Node.js is at the end of its life and gets no security fixes',
      'change to one that is maintained (Node.js 22 or 24)',
    ],
  ),
  'runtime-too-old': bad(
    ['这个 Node.js 版本太旧，本软件不支持', '换用 Node.js 20.19 或更新的版本'],
    ['this version of Node.js is too old for this software', 'change to Node.js 20.19 or newer'],
  ),
  'clock-plausible': good('本机时间可信', 'the clock of this computer is plausible'),
  'clock-before-software': bad(
    ['本机时间早于本软件的发布', '校准时间；每次开机都错的，更换主板电池并启用自动对时'],
    [
      'the clock shows a time before this software was made',
      'set the clock; if it is wrong at every start, change the battery and turn time service on',
    ],
  ),
  'clock-behind-journal': bad(
    ['本机时间早于流水中最新一条的时间：时钟被拨回过', '校准时间后再结算；流水的顺序不受影响'],
    [
      'the clock is behind the newest entry of the journal: it was set back',
      'set the clock before settling again; the order of the journal is not affected',
    ],
  ),
  'clock-far-ahead': bad(
    ['本机时间远在将来', '校准时间；卡、证书与方案的日期都依它判断'],
    [
      'the clock is far ahead',
      'set it: the dates of cards, certificates and plans are judged by it',
    ],
  ),
  'document-in-force': good('文件有效', 'the document is sound and in force'),
  'document-expired': doubtful(
    ['文件中没有今天有效的版本', '向县合管中心索取新版；今天的结算会被拒绝'],
    [
      'no version of the document is in force today',
      'get the new one from the county centre; a settlement of today is refused',
    ],
  ),
  'document-invalid': bad(
    ['文件有错误', '按所列位置修正，或重新安装本软件'],
    ['the document is not sound', 'correct it at the places named, or install the software again'],
  ),
  'world-missing': skipped(
    '这个文件夹里还没有终端数据；onecard demo 可生成演示数据',
    'there is no terminal in this folder yet; onecard demo makes one',
  ),
  'world-found': good('终端数据齐全', "the terminal's files are all there"),
  'world-foreign': bad(
    ['这个文件夹不是本版本的终端数据', '用 --data 指定正确的文件夹'],
    ["this folder is no terminal's of this version", 'name the right folder by --data'],
  ),
  'world-incomplete': bad(
    ['终端数据缺少文件', '从备份恢复所列文件；没有备份请联系县合管中心'],
    [
      'files of the terminal are missing',
      'restore them from a backup; without one call the county centre',
    ],
  ),
  'journal-intact': good('流水完好', 'the journal is intact'),
  'journal-unconfirmed': doubtful(
    ['流水末尾有记录尚未得到中心确认', '下次刷卡时会自动补报；长期不清零请检查网络'],
    [
      'the end of the journal is not confirmed by the centre yet',
      'the next visit hands it in; if it stays, check the network',
    ],
  ),
  'journal-missing': bad(
    [
      '终端的流水文件不见了',
      '停止在本机结算，保留文件夹中的其他文件，用 onecard journal restore 恢复备份；没有备份请联系县合管中心',
    ],
    [
      "the file of the terminal's journal is gone",
      'settle nothing here, keep the other files of the folder, put a backup in place by onecard journal restore; without one call the county centre',
    ],
  ),
  'journal-year-missing': bad(
    [
      '往年流水文件不在原处，而其中还有未结的事项',
      '把该文件从备份放回流水所在的文件夹，再重新启动',
    ],
    [
      'the file of an earlier year is not in its place, and something in it is still open',
      'put it back from a backup into the folder of the journal, then start again',
    ],
  ),
  'journal-not-read': bad(
    [
      '没能读到流水，或用来核对它的中心文件：是否完好还不知道',
      '按所列代码核对该文件的权限、磁盘与软件版本，再检查一次',
    ],
    [
      'the journal, or the file of a centre that it is held against, could not be read: whether it is sound is not known',
      'go by the code: see the rights of that file, the disk and the version of the software, then look again',
    ],
  ),
  'visits-open': doubtful(
    [
      '有结算尚未完成，结果未知',
      '请病人用同一张卡再次刷卡，结算会自动补完或作废；在此之前不要收费',
    ],
    [
      'settlements are open and their outcome is unknown',
      'have the same card tapped again, which finishes or voids them; charge nothing before',
    ],
  ),
  'journal-damaged': bad(
    ['流水已损坏', '停止在本机结算，保留文件，运行 onecard journal verify 并联系县合管中心'],
    [
      'the journal is damaged',
      'settle nothing here, keep the files, run onecard journal verify and call the county centre',
    ],
  ),
} as const satisfies Record<string, CauseTexts>;

export type TerminalCause = keyof typeof TERMINAL_CAUSES;
export type DoctorFinding = Finding<TerminalCause | ReaderCause | BrowserCause>;

/** A finding with the sentences of its cause. */
export function foundHere(
  check: string,
  cause: TerminalCause,
  { facts = {}, ...parts }: FindingParts = {},
): DoctorFinding {
  return { check, cause, ...TERMINAL_CAUSES[cause], facts, ...parts };
}

/** What a script is told; a cause that is not here is no reason to stop. */
const EXITS: Readonly<Partial<Record<DoctorFinding['cause'], ExitCode>>> = {
  'binding-missing': EXIT.driverMissing,
  'library-missing': EXIT.driverMissing,
  'service-not-installed': EXIT.noService,
  'service-socket-missing': EXIT.noService,
  'service-socket-elsewhere': EXIT.noService,
  'service-socket-refused': EXIT.noService,
  'service-socket-forbidden': EXIT.notPermitted,
  'service-idle-on-windows': EXIT.noService,
  'service-redirected': EXIT.noService,
  'service-silent': EXIT.noService,
  'service-down': EXIT.noService,
  'service-busy': EXIT.noService,
  'service-failed': EXIT.noService,
  'service-hangs-up': EXIT.notPermitted,
  'service-forbidden': EXIT.notPermitted,
  'card-forbidden': EXIT.notPermitted,
  'use-forbidden': EXIT.notPermitted,
  'probe-failed': EXIT.defect,
  'probe-silent': EXIT.defect,
  'no-reader-plugged-in': EXIT.noReader,
  'no-reader-listed': EXIT.noReader,
  'reader-without-driver': EXIT.driverMissing,
  'reader-not-in-driver': EXIT.driverMissing,
  'reader-not-taken-up': EXIT.noReader,
  'reader-held-by-kernel': EXIT.driverMissing,
  'card-absent': EXIT.noCard,
  'card-removed': EXIT.noCard,
  'card-taken': EXIT.noCard,
  'card-mute': EXIT.cardRefused,
  'card-failed': EXIT.cardRefused,
  'serial-port-missing': EXIT.noReader,
  'serial-port-forbidden': EXIT.notPermitted,
  'serial-port-taken': EXIT.noReader,
  'serial-reader-silent': EXIT.noReader,
  'serial-failed': EXIT.noReader,
  'hid-absent': EXIT.noReader,
  'hid-forbidden': EXIT.notPermitted,
  'hid-binding-missing': EXIT.driverMissing,
  'hid-failed': EXIT.noReader,
  'vendor-library-other-processor': EXIT.driverMissing,
  'vendor-library-missing': EXIT.driverMissing,
  'vendor-library-unknown': EXIT.driverMissing,
  'runtime-too-old': EXIT.unfit,
  'clock-before-software': EXIT.unfit,
  'clock-behind-journal': EXIT.unfit,
  'clock-far-ahead': EXIT.unfit,
  'document-invalid': EXIT.invalidDocument,
  'world-foreign': EXIT.usage,
  'world-incomplete': EXIT.journalBroken,
  'visits-open': EXIT.outcomeUnknown,
  'journal-missing': EXIT.journalBroken,
  'journal-year-missing': EXIT.journalBroken,
  'journal-not-read': EXIT.journalBroken,
  'journal-damaged': EXIT.journalBroken,
  'desk-not-running': EXIT.deskUnreachable,
  'desk-address-blocked': EXIT.deskUnreachable,
  'page-blocked-by-policy': EXIT.deskUnreachable,
  'page-clock-differs': EXIT.unfit,
};

export function exitOfCause(cause: DoctorFinding['cause']): ExitCode {
  return EXITS[cause] ?? EXIT.done;
}

/**
 * The finding that the exit code speaks of: the first bad one on the road from program to card, else
 * the first doubtful one that has a code of its own.
 */
export function worstOf(findings: readonly DoctorFinding[]): DoctorFinding | undefined {
  return (
    findings.find(({ verdict }) => verdict === 'bad') ??
    findings.find(
      ({ verdict, cause }) => verdict === 'doubtful' && exitOfCause(cause) !== EXIT.done,
    )
  );
}

/** Sentences of every cause, for the documentation's test. */
export const ALL_CAUSES = { ...READER_CAUSES, ...TERMINAL_CAUSES, ...BROWSER_CAUSES };
