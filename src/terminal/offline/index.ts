export { allowanceLeft, type CardUsage, cardUsage } from './cardUsage.ts';
export { OFFLINE_FINDINGS, type OfflineFinding, type OfflineFindingName } from './findings.ts';
export type { SentOutbox } from './inOrder.ts';
export { judgeOffline, type OfflineRequest, type OutboxSums } from './judge.ts';
export type { NotTaken } from './notTaken.ts';
export type { CountyOutbox, OutboxState } from './outbox.ts';
