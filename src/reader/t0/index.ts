/** T=0 at TPDU level, both sides, as state machines without I/O. */
export { T0Card, type T0CardOptions, type T0CardStep } from './card.ts';
export { T0Host, type T0Step } from './host.ts';
