/** The county centre in this process: register, usage ledger, answers, acknowledged heads. */
export { type Centre, type CentreOptions, openCentre } from './centre.ts';
export { readAcknowledgedHead } from './confirm.ts';
export type { CardRegistration, MemberRegistration, TerminalRegistration } from './register.ts';
export { samStandings } from './samStandings.ts';
