/** The samples in other languages: what each needs, how it is made, how it is run. */

import { execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../support/sources.ts';

const run = promisify(execFile);
const VENDORS = join(ROOT, 'examples/vendors');

export interface Sample {
  readonly name: string;
  /** Commands without which it cannot run. */
  readonly needs: readonly string[];
  /** Makes it in `folder`. @returns the command that runs it */
  make(folder: string): Promise<readonly string[]>;
}

export const SAMPLES: readonly Sample[] = [
  {
    name: 'python',
    needs: ['python3'],
    make: async () => ['python3', '-W', 'error', join(VENDORS, 'python/settle.py')],
  },
  {
    name: 'curl',
    needs: ['bash', 'curl', 'jq'],
    make: async () => ['bash', join(VENDORS, 'curl/settle.sh')],
  },
  {
    name: 'java',
    needs: ['javac', 'java'],
    async make(folder) {
      const flags = [
        '--release',
        '8',
        '-Xlint:all,-options,-serial',
        '-Werror',
        '-encoding',
        'UTF-8',
      ];
      await run('javac', [...flags, '-d', folder, ...(await sources('java', '.java'))]);
      return ['java', '-XX:TieredStopAtLevel=1', '-cp', folder, 'Settle'];
    },
  },
  {
    name: 'csharp',
    needs: ['mcs', 'mono'],
    async make(folder) {
      const program = join(folder, 'Settle.exe');
      const flags = ['-warnaserror', '-r:System.Web.Extensions', `-out:${program}`];
      await run('mcs', [...flags, ...(await sources('csharp', '.cs'))]);
      return ['mono', program];
    },
  },
  {
    name: 'pascal',
    needs: ['fpc'],
    async make(folder) {
      const flags = ['-Sew', '-v0', `-FE${folder}`, `-FU${folder}`];
      await run('fpc', [...flags, join(VENDORS, 'pascal/settle.pas')]);
      return [join(folder, 'settle')];
    },
  },
];

async function sources(language: string, ending: string): Promise<readonly string[]> {
  const folder = join(VENDORS, language);
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith(ending)).map((file) => join(folder, file));
}

/** The commands of `needs` that this machine does not have. */
export function missing({ needs }: Sample): readonly string[] {
  return needs.filter((command) => !isThere(command));
}

function isThere(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that hangs is killed: none takes half as long on a loaded machine. */
const RUN_MS_MAX = 60_000;

/**
 * Runs a sample to its end.
 * @param typed what the clerk types, in order
 */
export async function runSample(
  command: readonly string[],
  settings: {
    readonly desk: string;
    readonly kept: string;
    readonly patienceSeconds: number;
    readonly typed?: readonly (string | Promise<string>)[];
  },
): Promise<Ran> {
  await mkdir(settings.kept, { recursive: true });
  const child = spawn(command[0]!, command.slice(1), {
    cwd: settings.kept,
    timeout: RUN_MS_MAX,
    env: {
      ...process.env,
      // A proxy of the hospital is not to be asked for this computer's own service.
      http_proxy: 'http://127.0.0.1:9',
      LC_ALL: 'C.UTF-8',
      ONECARD_DESK: settings.desk,
      ONECARD_KEPT: settings.kept,
      ONECARD_PATIENCE: String(settings.patienceSeconds),
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A program that ends before it reads leaves a closed pipe.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  for (const line of settings.typed ?? []) {
    const text = await Promise.race([line, ended.then(() => undefined)]);
    if (text !== undefined) child.stdin.write(`${text}\n`);
  }
  child.stdin.end();
  return { exit: await ended, stdout, stderr };
}
