/** Every plan of the library with its oracle, and the years that the plan knows. */

import { anhui } from './anhui-county-2010.ts';
import { baiyun } from './baiyun-cycle-5.ts';
import { guyuan } from './guyuan-2018.ts';
import { jiamusi } from './jiamusi-2018.ts';
import { jimunai } from './jimunai-2011.ts';
import type { Oracle } from './paper.ts';
import { weinan } from './weinan-residents.ts';
import { yinjiang } from './yinjiang-2019.ts';
import { yinjiangComplete } from './yinjiang-2019-complete.ts';

export const ORACLES: readonly (readonly [string, Oracle, readonly number[]])[] = [
  ['anhui-county-2010', anhui, [2009, 2010]],
  ['baiyun-cycle-5', baiyun, [2008]],
  ['guyuan-2018', guyuan, [2018]],
  ['jiamusi-2018', jiamusi, [2018]],
  ['jimunai-2011', jimunai, [2011]],
  ['weinan-residents', weinan, [2019]],
  ['yinjiang-2019-complete', yinjiangComplete, [2019]],
  ['yinjiang-2019', yinjiang, [2019]],
];
