/** How other commands of the same user reach a running service: a file with its address and a token. */

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ERRORS, type ErrorCode, type Language } from '../../../src/errors/index.ts';
import { type Answer, EXIT, UsageError } from '../output.ts';
import { saveText } from '../world/files.ts';

/** Milliseconds for an answer of a service on this machine. */
const ANSWER_MS = 10_000;

export interface Console {
  readonly url: string;
  readonly token: string;
}

export function consoleFile(folder: string): string {
  return join(folder, 'desk.console');
}

/** Readable by its owner alone, for as long as the service runs. */
export async function keepConsole(folder: string, console: Console): Promise<() => Promise<void>> {
  const file = consoleFile(folder);
  await saveText(file, JSON.stringify(console));
  return () => rm(file, { force: true });
}

/** A call to the service that runs over `folder`; a problem becomes a "no" with its code. */
export async function askService(
  folder: string,
  language: Language,
  call: { readonly method: string; readonly path: string; readonly body?: object },
  told: (data: Record<string, unknown>) => string,
): Promise<Answer> {
  const { url, token } = await openConsole(folder);
  let response: Response;
  try {
    response = await fetch(`${url}${call.path}`, {
      method: call.method,
      headers: {
        Authorization: `Bearer ${token}`,
        'Accept-Language': language === 'en' ? 'en' : 'zh-CN',
        ...(call.body ? { 'Content-Type': 'application/json' } : {}),
      },
      body: call.body ? JSON.stringify(call.body) : null,
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch (cause) {
    throw notRunning(folder, cause);
  }
  const data = response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
  if (response.ok) return { exit: EXIT.done, outcome: 'done', data, text: told(data) };
  const code = String(data.code);
  const text = code in ERRORS ? ERRORS[code as ErrorCode][language].clerkDoes : String(data.title);
  return { exit: EXIT.deskUnreachable, outcome: code, data, text: `[${code}] ${text}` };
}

/** Where the service over `folder` is. @throws UsageError when none runs there */
export async function openConsole(folder: string): Promise<Console> {
  try {
    return JSON.parse(await readFile(consoleFile(folder), 'utf8')) as Console;
  } catch (cause) {
    throw notRunning(folder, cause);
  }
}

function notRunning(folder: string, cause: unknown): UsageError {
  return new UsageError(
    `${folder}: no desk service runs over this folder 此文件夹没有运行中的桌面服务; onecard desk`,
    { cause },
  );
}
