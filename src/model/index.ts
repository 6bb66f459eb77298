/** The shared vocabulary: types, ports, and the code tables that stand in signed bytes. */
export * from './adjudication.ts';
export * from './bill.ts';
export type { Brand } from './brand.ts';
export * from './card.ts';
export * from './deskPorts.ts';
export * from './identity.ts';
export * from './keyStore.ts';
export * from './offline.ts';
export * from './ports.ts';
export * from './sam.ts';
export { SecretPin } from './secretPin.ts';
export * from './settlement.ts';
