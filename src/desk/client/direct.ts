/** The first way: the page calls the service itself. */

import { type CarriedAnswer, type CarriedRequest, type Carrier, WayClosed } from './carrier.ts';
import { eventReader } from './eventText.ts';
import { clientProblem } from './problem.ts';

/** Milliseconds to the first answer: it is on this machine. */
const ANSWER_MS = 2_500;
/** Milliseconds when the browser asks the clerk for leave first. */
const PROMPT_MS = 30_000;

/** The hint of Local Network Access; browsers that do not know it ignore it. */
const LOOPBACK = { targetAddressSpace: 'loopback' } as RequestInit;

/**
 * Calls `url` from this page.
 * @throws WayClosed when the service is not to be had this way
 */
export async function directCarrier(url: string): Promise<Carrier> {
  const permission = await permissionState();
  if (permission === 'denied') throw new WayClosed('permission-denied');
  const answer = await asked(`${url}/v1/status`, permission === 'prompt' ? PROMPT_MS : ANSWER_MS);
  if (!answer) throw new WayClosed(isInsecure() ? 'insecure-page' : 'no-answer');
  const status = (await answer.json().catch(() => undefined)) as { service?: string } | undefined;
  if (status?.service !== 'onecard-desk') throw new WayClosed('other-service');
  return { way: 'direct', carry: (request) => carry(url, request), close: () => undefined };
}

/** Nothing when no answer comes in time; browsers of 2017 cannot call a request off, so it is left alone. */
async function asked(address: string, ms: number): Promise<Response | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>(
    (resolve) => (timer = setTimeout(() => resolve(undefined), ms)),
  );
  const answer = fetch(address, { ...LOOPBACK, credentials: 'omit' }).catch(() => undefined);
  const first = await Promise.race([answer, late]);
  clearTimeout(timer);
  return first;
}

function isInsecure(): boolean {
  return typeof isSecureContext !== 'undefined' && !isSecureContext;
}

/** What the browser says of this page and this computer; undefined where it does not know the question. */
async function permissionState(): Promise<PermissionState | undefined> {
  for (const name of ['loopback-network', 'local-network-access']) {
    try {
      return (await navigator.permissions.query({ name: name as PermissionName })).state;
    } catch {
      // An older browser does not know the name, and does not ask for leave either.
    }
  }
  return undefined;
}

/** One request from this page to `url`; also used by the service's own window. */
export async function carry(url: string, request: CarriedRequest): Promise<CarriedAnswer> {
  const { method, path, headers, body, onEvent, signal } = request;
  try {
    const answer = await fetch(`${url}${path}`, {
      ...LOOPBACK,
      method,
      headers: body === undefined ? headers : { ...headers, 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      ...(signal ? { signal } : {}),
    });
    const type = answer.headers.get('Content-Type') || '';
    if (onEvent && type.startsWith('text/event-stream')) {
      await readEvents(answer, onEvent);
      return { status: answer.status, body: null };
    }
    return { status: answer.status, body: await bodyOf(answer, type) };
  } catch (cause) {
    if (signal?.aborted) throw clientProblem('client.aborted');
    throw clientProblem('client.unreachable', { cause: String(cause) });
  }
}

/** JSON as what it says, a print as its text. */
async function bodyOf(answer: Response, type: string): Promise<unknown> {
  if (/json/.test(type)) return answer.json();
  return type.startsWith('text/html') ? answer.text() : null;
}

async function readEvents(
  answer: Response,
  onEvent: NonNullable<CarriedRequest['onEvent']>,
): Promise<void> {
  const read = eventReader(onEvent);
  const reader = answer.body!.getReader();
  const decoder = new TextDecoder();
  // Ends with the stream.
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    read(decoder.decode(value, { stream: true }));
  }
}
