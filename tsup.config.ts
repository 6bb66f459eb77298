import { defineConfig } from 'tsup';

/** One library entry a subpath of package.json#exports. */
const library = {
  index: 'src/index.ts',
  card: 'src/card/index.ts',
  reader: 'src/reader/index.ts',
  settlement: 'src/settlement/index.ts',
  crypto: 'src/crypto/index.ts',
  terminal: 'src/terminal/index.ts',
  issuing: 'src/issuing/index.ts',
  desk: 'src/desk/index.ts',
  virtual: 'src/virtual/index.ts',
};

export default defineConfig({
  entry: {
    ...library,
    cli: 'examples/cli/main.ts',
    // A program of its own: it holds a vendor's library and may die.
    'vendor-child': 'src/reader/vendor/child.ts',
    // A thread of a signature pool.
    // A thread of a what-if.
    'what-if-worker': 'src/settlement/batch/worker.ts',
    'signature-worker': 'src/crypto/pool/worker.ts',
  },
  dts: { entry: library },
  format: 'esm',
  target: 'node20',
  platform: 'node',
  // The part that counts squares; its package brings a command line along.
  noExternal: [/^qrcode\//],
  clean: true,
  sourcemap: true,
});
