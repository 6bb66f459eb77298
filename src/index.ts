/**
 * `onecard`: the whole path of a visit. The parts have entries of their own: `onecard/card`,
 * `onecard/reader`, `onecard/settlement`, `onecard/crypto`, `onecard/terminal`, `onecard/virtual`.
 */

export { CardSession, verifyRecord } from './card/index.ts';
export { type Centre, openCentre, samStandings } from './centre/index.ts';
export {
  ERRORS,
  type ErrorCode,
  explainError,
  type Language,
  OneCardError,
} from './errors/index.ts';
export type * from './model/index.ts';
export { SecretPin } from './model/index.ts';
export {
  type Amount,
  parseYuan,
  type Quantity,
  type Ratio,
  type UnitPrice,
  yuanText,
} from './money.ts';
export {
  adjudicate,
  openJournal,
  parseBill,
  parseCatalogue,
  parsePlan,
  renderReceipt,
  verifyJournal,
} from './settlement/index.ts';
export { openTerminal, systemClock, systemRandom, type Terminal } from './terminal/index.ts';
export type { Instant, PlainDate } from './time.ts';
