/** Virtual devices: what stands in for hardware in trials, demonstrations and tests. */
export * from './hid/index.ts';
