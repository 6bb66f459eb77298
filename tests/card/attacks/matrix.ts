/** The attack matrix: every row, in the order of its kinds; within one, as its file has them. */

import { type Attack, KINDS } from './ground.ts';
import { COPIES } from './rows/copies.ts';
import { DOWNGRADES } from './rows/downgrades.ts';
import { ENCODINGS } from './rows/encodings.ts';
import { MODULES } from './rows/modules.ts';
import { ORACLES } from './rows/oracles.ts';
import { TRUSTED } from './rows/trust.ts';
import { WIRE } from './rows/wire.ts';

const ROWS = [...COPIES, ...WIRE, ...DOWNGRADES, ...MODULES, ...ORACLES, ...ENCODINGS, ...TRUSTED];

export const ATTACKS: readonly Attack[] = KINDS.flatMap((kind) =>
  ROWS.filter((each) => each.kind === kind),
);
