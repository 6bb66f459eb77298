import { type ErrorTexts, texts } from './table.ts';

/** Cards already in use, read by their profiles. */
export const PROFILE_ERRORS = {
  'profile.other-card': texts(
    [
      '卡上没有所要读取的应用',
      '插入的不是社会保障卡或居民健康卡，或应用已锁定',
      '请核对卡的种类，换正确的卡再试',
      '先用 recogniseCard 识别；detail 给出应用与状态字',
    ],
    [
      'the card does not have the application that was to be read',
      'it is no social-security or residents’ health card, or the application is blocked',
      'check what kind of card it is and insert the right one',
      'call recogniseCard first; detail has the application and the status word',
    ],
  ),
  'profile.malformed-record': texts(
    [
      '卡上一条记录不符合该卡种的格式',
      '卡由其他版本的程序写入，或已损坏',
      '请重新插卡再试；仍不行请持卡人到发卡机构检查',
      'file、tag 与 rule 指出不符之处；不含记录内容',
    ],
    [
      'a record on the card is not in the form of its kind of card',
      'it was written by another version of the rules, or is damaged',
      'insert the card again; if it stays so, send the holder to the issuer',
      'file, tag and rule say what does not fit, and never what the record holds',
    ],
  ),
  'profile.psam-silent': texts(
    [
      '安全模块（PSAM）的应答不符合规定',
      '卡座里不是所需的 PSAM，或模块已锁定',
      '请联系信息科检查 PSAM',
      'step 指出在哪一步；长度与状态字见 detail',
    ],
    [
      'the security module (PSAM) answered outside its rules',
      'the slot holds another card than the PSAM, or the module is blocked',
      'have the IT department check the PSAM',
      'step says where; detail has length and status word',
    ],
  ),
  'profile.not-from-card': texts(
    [
      '这份身份信息不是本程序从卡上读出的',
      '信息来自文件、网络或已被改动',
      '请重新插卡读取',
      '只有 readProfile 返回的对象可以交给联机确认',
    ],
    [
      'the identity was not read from a card by this program',
      'it came from a file or the network, or was changed',
      'insert the card and read it again',
      'only what readProfile returned can be confirmed on line',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
