/** The road from this program to the readers: library, service, permission. */

import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorDetail, OneCardError } from '../../errors/index.ts';
import type { PcscContext, PcscPort } from '../pcsc/port.ts';
import { found, type ReaderFinding } from './causes/index.ts';
import type { DoctorHost } from './host.ts';
import { installRemedy } from './packages.ts';
import { polkitRules } from './rules.ts';

/** Where pcsc-lite listens unless PCSCLITE_CSOCK_NAME says otherwise. */
const SOCKET = '/run/pcscd/pcscd.comm';
const DAEMONS = ['/usr/sbin/pcscd', '/usr/bin/pcscd', '/usr/local/sbin/pcscd', '/sbin/pcscd'];

const IS_GONE: ReadonlySet<string> = new Set([
  'reader.service-not-available',
  'reader.service-stopped',
]);
/** Each is a race that is won as often as not. */
const ATTEMPTS_MAX = 3;
const ATTEMPT_PAUSE_MS = 100;

export interface PcscExamination {
  readonly findings: readonly ReaderFinding[];
  /** The service, when it can be used; the caller releases it. */
  readonly context: PcscContext | undefined;
}

/** The ways to the service. */
export interface PcscRoads {
  /** Loads the system's PC/SC library. */
  readonly openPort: () => Promise<PcscPort>;
  /** Speaks to the service without the library, where that can be done: it serves when the library does not. */
  readonly openDirectly?: () => Promise<PcscPort>;
}

/** The library is looked at first; the desk is whole as long as one of the ways serves. */
export async function examinePcsc(host: DoctorHost, roads: PcscRoads): Promise<PcscExamination> {
  const examination = await examineLibrary(host, roads.openPort);
  if (examination.context || !roads.openDirectly) return examination;
  const context = await directContext(roads.openDirectly);
  if (!context) return examination;
  const findings = [
    found('pcsc-library', 'library-not-needed'),
    found('pcsc-service', 'service-answers'),
    found('pcsc-permission', 'permitted'),
  ];
  return { findings, context };
}

async function directContext(open: () => Promise<PcscPort>): Promise<PcscContext | undefined> {
  try {
    return await established(await open());
  } catch (error) {
    // What is wrong was said on the way over the library already.
    if (error instanceof OneCardError) return undefined;
    throw error;
  }
}

async function examineLibrary(
  host: DoctorHost,
  openPort: () => Promise<PcscPort>,
): Promise<PcscExamination> {
  const findings: ReaderFinding[] = [];
  const stop = (...last: readonly ReaderFinding[]): PcscExamination => ({
    findings: [...findings, ...last],
    context: undefined,
  });
  const unknown = (check: string) => found(check, 'service-unknown');

  let port: PcscPort;
  try {
    port = await openPort();
  } catch (error) {
    return stop(
      await libraryFailure(host, error),
      unknown('pcsc-service'),
      unknown('pcsc-permission'),
    );
  }
  findings.push(found('pcsc-library', 'library-loaded'));
  let context: PcscContext;
  try {
    context = await established(port);
  } catch (error) {
    if (codeOf(error) === 'reader.not-permitted') {
      findings.push(found('pcsc-service', 'service-answers'));
      return stop(forbidden(host, 'service-forbidden', error));
    }
    return stop(await serviceFailure(host, error), unknown('pcsc-permission'));
  }
  findings.push(found('pcsc-service', 'service-answers'));
  findings.push(found('pcsc-permission', 'permitted'));
  return { findings, context };
}

/**
 * pcscd hangs up on a client that polkit refuses. Whether the library then says so, or that the line
 * broke, or that there is no service, depends on who was faster: it is asked again.
 */
async function established(port: PcscPort): Promise<PcscContext> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await port.establishContext();
    } catch (error) {
      if (!IS_GONE.has(codeOf(error)) || attempt === ATTEMPTS_MAX) throw error;
      await sleep(ATTEMPT_PAUSE_MS);
    }
  }
}

async function libraryFailure(host: DoctorHost, error: unknown): Promise<ReaderFinding> {
  const facts = factsOf(error);
  if (codeOf(error) === 'reader.binding-not-available') {
    return found('pcsc-library', 'binding-missing', { facts });
  }
  if (codeOf(error) !== 'reader.library-not-found') throw error;
  const isLinux = host.platform === 'linux';
  const remedy = isLinux ? { remedy: await installRemedy(host) } : {};
  return found('pcsc-library', 'library-missing', { facts, ...remedy });
}

async function serviceFailure(host: DoctorHost, error: unknown): Promise<ReaderFinding> {
  const check = 'pcsc-service';
  const facts = factsOf(error);
  switch (codeOf(error)) {
    case 'reader.call-timed-out':
      return found(check, 'service-silent', { facts });
    case 'reader.service-busy':
      return found(check, 'service-busy', { facts });
    default:
      if (!IS_GONE.has(codeOf(error))) return found(check, 'service-failed', { facts });
  }
  switch (host.platform) {
    case 'linux':
      return serviceOnLinux(host, facts);
    case 'win32':
      return found(
        check,
        isRemoteDesktop(host) ? 'service-redirected' : 'service-idle-on-windows',
        {
          facts,
        },
      );
    default:
      return found(check, 'service-down', { facts });
  }
}

async function serviceOnLinux(host: DoctorHost, facts: ErrorDetail): Promise<ReaderFinding> {
  const named = host.env.PCSCLITE_CSOCK_NAME;
  const socket = named ?? SOCKET;
  const check = 'pcsc-service';
  const told = { facts: { ...facts, socket } };
  switch (await host.socket(socket)) {
    case 'missing': {
      if (named !== undefined) return found(check, 'service-socket-elsewhere', told);
      const daemons = await Promise.all(DAEMONS.map((path) => host.exists(path)));
      return daemons.includes(true)
        ? found(check, 'service-socket-missing', told)
        : found(check, 'service-not-installed', { ...told, remedy: await installRemedy(host) });
    }
    case 'refused':
      return found(check, 'service-socket-refused', told);
    case 'forbidden':
      return found(check, 'service-socket-forbidden', told);
    default:
      // Somebody listens, and all the same the library finds no service.
      return found(check, 'service-hangs-up', { ...told, file: polkitRules(host.user) });
  }
}

/** The session's name begins so under Remote Desktop Services. */
function isRemoteDesktop(host: DoctorHost): boolean {
  return /^rdp-/i.test(host.env.SESSIONNAME ?? '');
}

/** 8010006A, or another refusal: a rules file where polkit decides. */
export function forbidden(
  host: DoctorHost,
  cause: 'service-forbidden' | 'card-forbidden',
  error: unknown,
  check = 'pcsc-permission',
): ReaderFinding {
  const session = host.env.SSH_CONNECTION === undefined ? {} : { session: 'ssh' };
  const facts = { ...factsOf(error), ...session };
  if (host.platform !== 'linux') return found(check, 'use-forbidden', { facts });
  return found(check, cause, { facts, file: polkitRules(host.user) });
}

/** The failure's code and the number that the system gave; `class` alone for what is no OneCardError. */
export function factsOf(error: unknown): ErrorDetail {
  if (error instanceof OneCardError) return { code: error.code, ...error.detail };
  return { class: error instanceof Error ? error.name : typeof error };
}

export function codeOf(error: unknown): string {
  return error instanceof OneCardError ? error.code : '';
}
