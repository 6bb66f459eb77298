/** `onecard/issuing`: keys of a county, cards from a list, reports, lost cards. */

export {
  type CardPress,
  type IssuedCard,
  type IssueResult,
  type IssueRow,
  type IssuingPorts,
  type IssuingProgress,
  issueBatch,
  LOT_CARDS,
  type MadeKeys,
  personOf,
} from './batch.ts';
export { CSV_BYTES_MAX, CSV_ROWS_MAX, type CsvEncoding } from './csv/parseCsv.ts';
export { type ListedPerson, type PersonList, parsePersons } from './csv/persons.ts';
export {
  CSV_PROBLEMS_MAX,
  CSV_RULES,
  CsvError,
  type CsvProblem,
  type CsvRule,
  csvProblemText,
} from './csv/problem.ts';
export { type DurableFile, readWhole, writeDurably } from './durable.ts';
export { Issuer, type IssuerFoundation, type IssuerPorts } from './issuer.ts';
export { FileKeyStore, type FileKeyStoreOptions } from './keyStore/fileKeyStore.ts';
export {
  PASSPHRASE_CHARACTERS_MAX,
  PASSPHRASE_CHARACTERS_MIN,
  Passphrase,
} from './keyStore/passphrase.ts';
export { type SealedEntry, sealedEntry } from './keyStore/sealedEntry.ts';
export { SealingKey } from './keyStore/sealing.ts';
export { type IssueList, readHolder, readIssueList } from './list.ts';
export {
  type ModuleOrder,
  type ModuleReplacement,
  replaceModule,
  setModuleStatus,
} from './modules.ts';
export type { Person } from './person.ts';
export type { ModuleRow } from './register/modules.ts';
export type { BatchRow, BatchTerms, CardRow } from './register/register.ts';
export { type RenewTerms, renewCard } from './renew.ts';
export {
  type IssuingReport,
  type PlaceRange,
  parseReport,
  REPORT_CONTEXT,
  type ReportVerification,
  verifyReport,
} from './report.ts';
export {
  type ReissueResult,
  type ReissueTerms,
  reissueCard,
  type StatusResult,
  setCardStatus,
} from './status.ts';
export { TokenKeys, type TokenOptions } from './token/tokenKeys.ts';
