import type { Bilingual } from '../model/index.ts';

/**
 * Status words of ISO/IEC 7816-4:2005 §5.1.3, tables 5 and 6, by their four digits, and those that
 * cards already in use add to them (social-security and e-purse cards after the PBOC rules).
 */
export const EXACT_MEANINGS = {
  '9000': { zh: '成功', en: 'success' },

  '6200': {
    zh: '警告：非易失存储器未改变，无说明',
    en: 'warning, memory unchanged, no further word',
  },
  '6281': { zh: '返回的数据可能已损坏', en: 'part of the returned bytes may be damaged' },
  '6282': {
    zh: '未读满即到文件或记录末尾',
    en: 'the file or record ended before all bytes were read',
  },
  '6283': { zh: '所选文件已停用', en: 'the selected file is deactivated' },
  '6284': {
    zh: '文件控制信息的格式不合标准',
    en: 'the file control information is not in the standard form',
  },
  '6285': { zh: '所选文件已终止使用', en: 'the selected file is in the termination state' },
  '6286': { zh: '卡上的传感器没有数据', en: 'a sensor on the card has no data' },
  '6300': { zh: '鉴别失败', en: 'authentication failed' },
  '6381': { zh: '最后一次写入已将文件写满', en: 'the last write filled the file up' },

  '6400': { zh: '执行出错，存储器未改变', en: 'execution error, memory unchanged' },
  '6401': {
    zh: '卡要求立即应答（读卡器上指密码输入被取消）',
    en: 'the card wants an immediate answer (from a reader: PIN entry cancelled)',
  },
  '6500': { zh: '执行出错，存储器已改变', en: 'execution error, memory changed' },
  '6581': { zh: '存储器写入失败', en: 'memory failure' },
  '6600': { zh: '与安全有关的错误', en: 'security-related issue' },

  '6700': { zh: '长度错误', en: 'wrong length' },
  '6800': { zh: '不支持 CLA 中的功能', en: 'a function in CLA is not supported' },
  '6881': { zh: '不支持该逻辑通道', en: 'the logical channel is not supported' },
  '6882': { zh: '不支持安全报文', en: 'secure messaging is not supported' },
  '6883': { zh: '命令链应有最后一条命令', en: 'the last command of the chain was expected' },
  '6884': { zh: '不支持命令链', en: 'command chaining is not supported' },
  '6900': { zh: '命令不允许', en: 'the command is not allowed' },
  '6901': { zh: '命令不接受（状态无效）', en: 'the command is not accepted (state not valid)' },
  '6981': { zh: '命令与文件结构不符', en: 'the command does not suit the file structure' },
  '6982': { zh: '安全状态不满足', en: 'the security status is not satisfied' },
  '6983': { zh: '鉴别方法已锁定', en: 'the authentication method is blocked' },
  '6984': { zh: '引用的数据无效', en: 'the referenced data cannot be used' },
  '6985': { zh: '使用条件不满足', en: 'the conditions of use are not satisfied' },
  '6986': { zh: '没有当前文件，命令不允许', en: 'the command needs a current file' },
  '6987': { zh: '缺少安全报文数据对象', en: 'secure messaging objects are missing' },
  '6988': { zh: '安全报文数据不正确', en: 'the secure messaging data is not right' },
  '6A00': { zh: 'P1 P2 错误', en: 'P1 P2 are wrong' },
  '6A80': { zh: '数据域内容错误', en: 'the data field is not right' },
  '6A81': { zh: '不支持该功能', en: 'the function is not supported' },
  '6A82': { zh: '找不到文件或应用', en: 'the file or application is not there' },
  '6A83': { zh: '找不到记录', en: 'the record is not there' },
  '6A84': { zh: '文件空间不足', en: 'not enough room in the file' },
  '6A85': { zh: 'Lc 与 TLV 结构不符', en: 'Lc does not agree with the TLV structure' },
  '6A86': { zh: 'P1 P2 错误', en: 'P1 P2 are not right' },
  '6A87': { zh: 'Lc 与 P1 P2 不符', en: 'Lc does not agree with P1 P2' },
  '6A88': { zh: '找不到引用的密钥或数据', en: 'the referenced key or data is not there' },
  '6A89': { zh: '文件已存在', en: 'the file exists already' },
  '6A8A': { zh: '应用名已存在', en: 'the DF name exists already' },
  '6B00': { zh: '偏移超出文件', en: 'the offset lies outside the file' },
  '6D00': { zh: '不支持该指令', en: 'the instruction is not supported' },
  '6E00': { zh: '不支持该类别', en: 'the class is not supported' },
  '6F00': { zh: '卡内部错误', en: 'no precise diagnosis' },

  '9302': { zh: 'MAC 无效', en: 'the MAC is not valid' },
  '9303': { zh: '应用已被永久锁定', en: 'the application is blocked for good' },
  '9401': { zh: '余额不足', en: 'the balance is too small' },
  '9403': { zh: '密钥索引不支持', en: 'the key index is not supported' },
  '9406': { zh: '所需的 MAC 或 TAC 不可用', en: 'the MAC or TAC asked for is not available' },
} as const satisfies Readonly<Record<string, Bilingual>>;

/** A family of status words that share a meaning; `{count}` stands for the number that SW2 carries. */
export interface StatusWordPattern {
  readonly first: number;
  readonly last: number;
  readonly meaning: Bilingual;
  /** The number in the status word, where it carries one. */
  readonly countOf?: (sw: number) => number;
}

const sw2 = (sw: number): number => sw & 0xff;
/** SW2 as a length: 00 stands for 256. */
const lengthInSw2 = (sw: number): number => sw2(sw) || 256;

/** In order: the first that contains a status word speaks for it. Exact meanings go before them all. */
export const PATTERNS: readonly StatusWordPattern[] = [
  {
    first: 0x6100,
    last: 0x61ff,
    meaning: { zh: '还有 {count} 个字节待取', en: '{count} more bytes can be fetched' },
    countOf: lengthInSw2,
  },
  {
    first: 0x63c0,
    last: 0x63cf,
    meaning: { zh: '校验失败，还剩 {count} 次', en: 'verification failed, {count} tries left' },
    countOf: (sw) => sw & 0x0f,
  },
  {
    first: 0x6c00,
    last: 0x6cff,
    meaning: { zh: 'Le 错误，应为 {count}', en: 'wrong Le, {count} is right' },
    countOf: lengthInSw2,
  },
  {
    first: 0x6202,
    last: 0x6280,
    meaning: {
      zh: '卡主动询问，问题长 {count} 个字节',
      en: 'the card asks a question of {count} bytes',
    },
    countOf: sw2,
  },
  {
    first: 0x6402,
    last: 0x6480,
    meaning: {
      zh: '命令中止，须先取卡的询问（{count} 个字节）',
      en: 'aborted, the card first wants its question of {count} bytes fetched',
    },
    countOf: sw2,
  },
  ...[
    [0x62, '警告，存储器未改变', 'warning, memory unchanged'],
    [0x63, '警告，存储器已改变', 'warning, memory changed'],
    [0x64, '执行出错，存储器未改变', 'execution error, memory unchanged'],
    [0x65, '执行出错，存储器已改变', 'execution error, memory changed'],
    [0x66, '与安全有关的错误', 'security-related issue'],
    [0x67, '长度错误', 'wrong length'],
    [0x68, '不支持 CLA 中的功能', 'a function in CLA is not supported'],
    [0x69, '命令不允许', 'the command is not allowed'],
    [0x6a, '参数错误', 'wrong parameters'],
    [0x6b, 'P1 P2 错误', 'wrong P1 P2'],
    [0x6d, '不支持该指令', 'the instruction is not supported'],
    [0x6e, '不支持该类别', 'the class is not supported'],
    [0x6f, '卡内部错误', 'no precise diagnosis'],
  ].map(([sw1, zh, en]) => ({
    first: Number(sw1) << 8,
    last: (Number(sw1) << 8) | 0xff,
    meaning: { zh: String(zh), en: String(en) },
  })),
];
