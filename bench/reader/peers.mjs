// Who is compared, and how each is started.
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The first slot of vpcd. */
export const READER = 'Virtual PCD 00 00';
/** pyscard comes with the system's Python, which need not be the first on the path. */
const PYTHON = '/usr/bin/python3';

export const CARD = { name: 'virtual card', command: [process.execPath, here('card.mjs')] };

/**
 * Ours first. A peer that cannot run says why.
 * @param {string | undefined} adapter of the SDK
 */
export async function peersOf(folder, adapter) {
  return [
    {
      name: 'OneCard SDK',
      command: [process.execPath, here('sdk.mjs')],
      parameters: adapter ? [adapter] : [],
    },
    await cLoop(folder),
    await pyscard(),
    pcsclitePackage(),
  ];
}

async function cLoop(folder) {
  const name = 'C loop';
  const program = join(folder, 'loop');
  const flags = ['-O2', '-I/usr/include/PCSC', '-o', program, here('loop.c'), '-lpcsclite'];
  try {
    await run('cc', flags);
    return { name, command: [program] };
  } catch (error) {
    return { name, notRun: `cc: ${firstLine(error)}; libpcsclite-dev is needed` };
  }
}

async function pyscard() {
  const name = 'pyscard';
  try {
    await run(PYTHON, ['-c', 'import smartcard.scard']);
    return { name, command: [PYTHON, here('loop.py')] };
  } catch (error) {
    return { name, notRun: `${firstLine(error)}; python3-pyscard is needed` };
  }
}

function pcsclitePackage() {
  const name = 'pcsclite package';
  try {
    require('pcsclite');
    return { name, command: [process.execPath, here('pcsclite.mjs')] };
  } catch (error) {
    return { name, notRun: `${firstLine(error)}; scripts/stacks/pcsc.sh builds it` };
  }
}

function firstLine(error) {
  return String(error.stderr || error.message).split('\n')[0];
}
