/** The county centre in this process: register, usage ledger, answers, acknowledged heads. */

export type { AccountBalance, AccountName } from './accounts.ts';
export type { CardStanding } from './cardStanding.ts';
export { type Centre, type CentreOptions, openCentre } from './centre.ts';
export { readKnownHead, readTerminalKeys } from './readFile.ts';
export type { CardRegistration, MemberRegistration } from './register.ts';
export {
  REVIEW_PAGE_ITEMS,
  type ReviewEnd,
  type ReviewFilter,
  type ReviewItem,
} from './review/item.ts';
export type { ReviewerRegistration } from './review/reviewers.ts';
export { samStandings } from './samStandings.ts';
export type { ModuleReplacement, TerminalRegistration } from './terminals.ts';
