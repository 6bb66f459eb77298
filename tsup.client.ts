import { defineConfig } from 'tsup';

/** What runs in browsers: shells of 2017 have no private fields and no `?.`, so none is left in. */
const browser = { platform: 'browser', target: 'es2017', sourcemap: false, minify: true } as const;

export default defineConfig([
  {
    ...browser,
    entry: { client: 'src/desk/client/index.ts' },
    dts: { entry: { client: 'src/desk/client/index.ts' } },
    format: 'esm',
    minify: false,
  },
  {
    ...browser,
    // Parts of the clerk's page for pages of others. Lit comes inside, and a client of its own.
    target: 'es2020',
    entry: { elements: 'src/desk/browser/elements.ts' },
    dts: { entry: { elements: 'src/desk/browser/elements.ts' } },
    noExternal: ['lit'],
    format: 'esm',
  },
  {
    ...browser,
    // One file for a page without a build: `OneCard.connectDesk(…)`.
    entry: { 'onecard-client': 'src/desk/client/index.ts' },
    format: 'iife',
    globalName: 'OneCard',
    outExtension: () => ({ js: '.js' }),
  },
  {
    ...browser,
    // The service's own pages.
    entry: { home: 'src/desk/browser/home.ts', window: 'src/desk/browser/window.ts' },
    outDir: 'dist/desk',
    format: 'iife',
    outExtension: () => ({ js: '.js' }),
  },
  {
    ...browser,
    // The clerk's page: exact amounts need browsers of 2020. Lit comes inside.
    target: 'es2020',
    entry: { page: 'src/desk/browser/page/index.ts' },
    noExternal: ['lit'],
    outDir: 'dist/desk',
    format: 'iife',
    outExtension: () => ({ js: '.js' }),
  },
  {
    ...browser,
    target: 'es2020',
    // To be loaded as it is, once the manifest names the hospital system's pages.
    entry: { content: 'src/desk/extension/content.ts', worker: 'src/desk/extension/worker.ts' },
    outDir: 'dist/extension',
    publicDir: 'src/desk/extension/files',
    format: 'iife',
    outExtension: () => ({ js: '.js' }),
  },
]);
