/** Files for browsers that the build put beside the program: `dist/desk`. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OneCardError } from '../../errors/index.ts';

/** Beside the bundle; from the sources the build's folder is three up. */
const FOLDER = import.meta.url.endsWith('.ts')
  ? new URL('../../../dist/desk/', import.meta.url)
  : new URL('./desk/', import.meta.url);

const TYPES = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
} as const;

const kept = new Map<string, string>();

/** A file of the build by its fixed name: never one out of an address. @throws OneCardError `desk.not-found` */
export function builtText(name: string): string {
  const known = kept.get(name);
  if (known !== undefined) return known;
  let text: string;
  try {
    text = readFileSync(fileURLToPath(new URL(name, FOLDER)), 'utf8');
  } catch (cause) {
    throw new OneCardError('desk.not-found', { file: name }, { cause });
  }
  kept.set(name, text);
  return text;
}

/** `text` as a file of its type. */
export function asset(type: keyof typeof TYPES, text: string): Response {
  return new Response(text, { headers: { 'Content-Type': TYPES[type] } });
}

/** `text` as a document. */
export function html(text: string): Response {
  return new Response(text, { headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}
