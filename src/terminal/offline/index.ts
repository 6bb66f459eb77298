export { allowanceLeft, type CardUsage, cardUsage } from './cardUsage.ts';
export { OFFLINE_FINDINGS, type OfflineFinding, type OfflineFindingName } from './findings.ts';
export { judgeOffline, type OfflineRequest, type OutboxSums } from './judge.ts';
export type { CountyOutbox, OutboxState, SentOutbox } from './outbox.ts';
