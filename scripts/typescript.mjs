/**
 * Lets Node 20 run the repository's TypeScript as it stands: node --import ./scripts/typescript.mjs FILE.ts
 * The code uses erasable syntax and `.ts` endings only, so taking the types out is all there is to do.
 */

import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

// Node loads the hooks below in a thread of their own: this very file, once more.
if (isMainThread) register(import.meta.url);

let typescript;

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  typescript ??= (await import('typescript')).default;
  const { transpileModule, ModuleKind, ScriptTarget } = typescript;
  const { outputText } = transpileModule(await readFile(fileURLToPath(url), 'utf8'), {
    fileName: fileURLToPath(url),
    compilerOptions: {
      module: ModuleKind.ESNext,
      target: ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
      inlineSourceMap: true,
    },
  });
  return { format: 'module', source: outputText, shortCircuit: true };
}
