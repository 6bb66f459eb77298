/**
 * 居民健康卡 DF03: which of the records of stays and visits are in force. One flag each: 00 valid, FF
 * erased. The records themselves end in a signature that a SAM makes and checks, and are not read here.
 */

import type { DirectoryName } from './table.ts';

export interface IndexFile {
  readonly directory: DirectoryName;
  readonly fid: number;
  readonly sfi: number;
  readonly entryCount: number;
}

export const INDEX_VALID = 0x00;
export const INDEX_ERASED = 0xff;

/** 住院信息索引 */
export const RH_STAYS: IndexFile = { directory: 'DDF1/DF03', fid: 0xef05, sfi: 5, entryCount: 3 };
/** 门诊信息索引 */
export const RH_VISITS: IndexFile = { directory: 'DDF1/DF03', fid: 0xef06, sfi: 6, entryCount: 5 };
