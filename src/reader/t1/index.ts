/** T=1, both sides, as state machines without I/O. */
export {
  BLOCK_BYTES_MAX,
  type BlockFault,
  decodeBlock,
  encodeBlock,
  type T1Block,
} from './block.ts';
export { T1Card, type T1CardOptions, type T1CardStep } from './card.ts';
export { type Edc, edcOf } from './edc.ts';
export { T1Host, type T1HostOptions, type T1HostStep } from './host.ts';
