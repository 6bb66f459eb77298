/** What stands between this program and a card, and what to do about it. */

export { READER_CAUSES, type ReaderCause, type ReaderFinding } from './causes/index.ts';
export { type ExamineReadersOptions, examineReaders } from './examine.ts';
export type { CauseTexts, Finding, FindingParts, ReadyFile, Verdict } from './finding.ts';
export { bad, doubtful, good, skipped } from './finding.ts';
export { guardProbe, type Probe } from './guard.ts';
export { type DoctorHost, doctorHost, type HostOptions, type SocketState } from './host.ts';
