import { type ErrorTexts, texts } from './table.ts';

/** Settlements without the centre. */
export const OFFLINE_ERRORS = {
  'offline.limits-malformed': texts(
    [
      '脱机限额文件的内容不合规定',
      '文件传输中损坏，或由更新版本的程序签发',
      '不能脱机结算；请联系信息科重新取得限额文件',
      'detail 给出字段与应有形式；限额由县用 signOfflineLimits 签发，逐项都须填写',
    ],
    [
      'a document of off-line limits has not its form',
      'the file was damaged on its way, or a newer program signed it',
      'nothing is settled off line; have the IT department fetch the limits anew',
      'the detail names field and form; a county issues limits with signOfflineLimits, and no figure may be absent',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
