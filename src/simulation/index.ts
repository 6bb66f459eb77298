/** The deterministic simulation (docs/simulation.md): worlds that fail in every way, and what must hold in them. */
export { addCounts, coverage, REFERRAL_NAMES, SAGA_NAMES, tooRare } from './coverage.ts';
export { FAULT_KINDS, type FaultKind } from './faults.ts';
export type { Invariant } from './invariant.ts';
export { ALWAYS, AT_LAST } from './invariants.ts';
export { SeededRandom } from './random.ts';
export { type Breach, HISTORY_VISITS_MAX } from './runHistory.ts';
export { type Failure, type SimulateOptions, type SimulationResult, simulate } from './simulate.ts';
export { STAND_IN_NAME, standIn } from './standIn/suite.ts';
export { EVENT_KINDS, type EventKind } from './steps.ts';
export { type Documents, type NamedText, readDocuments } from './world/documents.ts';
export type { Planting } from './world/world.ts';
export { YEAR_NAMES } from './years.ts';
