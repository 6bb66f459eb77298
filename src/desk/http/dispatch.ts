/**
 * One call of one route: who, what, once; then the handler. Host, path and origin were looked at
 * before (`entrance.ts`).
 */

import { concat, utf8 } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import { sha256 } from '../../terminal/deskParts.ts';
import type { Gate } from '../access/gate.ts';
import { readBody } from '../guard/body.ts';
import type { Target } from '../guard/target.ts';
import type { Caller, DeskCall, DeskParts, DeskRoute } from '../routes.ts';
import { isPassing } from './json.ts';
import { languageOf } from './problem.ts';

const KEY = /^[A-Za-z0-9_-]{8,64}$/;

/** What was found out about a request at the entrance. */
export interface Admission {
  readonly target: Target;
  readonly origin: string | undefined;
  readonly authorization: string | undefined;
}

export interface Dispatch {
  readonly gate: Gate;
  readonly desk: Pick<DeskParts, 'once' | 'audit'>;
  readonly signal: AbortSignal;
}

/** Runs `route` for `request`. @throws OneCardError whatever refuses it, and whatever the handler throws */
export async function dispatch(
  { gate, desk, signal }: Dispatch,
  route: DeskRoute,
  request: Request,
  params: Readonly<Record<string, string>>,
  { target, origin, authorization }: Admission,
  cut: () => void,
): Promise<Response> {
  const caller = gate.admit(route.access, origin, authorization);
  const { bytes, value } = await readBody(request, route);
  // A body takes its time; a grant may be revoked meanwhile.
  if (caller.revoked?.aborted) throw new OneCardError('desk.token-refused');
  const call = (isRepeat: boolean): DeskCall => ({
    request,
    params,
    query: new URLSearchParams(target.query),
    body: value,
    caller,
    language: languageOf(request.headers.get('accept-language') ?? ''),
    signal: AbortSignal.any([request.signal, signal, ...(caller.revoked ? [caller.revoked] : [])]),
    isRepeat,
    cut,
  });
  if (!route.isKeyed) return handled(desk, route, caller, call(false));
  const key = request.headers.get('idempotency-key') ?? '';
  if (!KEY.test(key)) throw new OneCardError('desk.key-missing');
  const place = utf8(`${request.method} ${target.path}\n`);
  const kept = await desk.once.run(
    { caller: caller.grant ?? '', key, content: sha256(concat([place, bytes])) },
    async (isRepeat) => {
      const response = await handled(desk, route, caller, call(isRepeat));
      const type = response.headers.get('content-type') ?? 'application/json';
      const body = await response.text();
      return { status: response.status, type, body, isPassing: isPassing(response) };
    },
  );
  return new Response(kept.body, { status: kept.status, headers: { 'Content-Type': kept.type } });
}

/** What changes something is on record, whether it went well or not. */
async function handled(
  { audit }: Pick<DeskParts, 'audit'>,
  route: DeskRoute,
  caller: Caller,
  call: DeskCall,
): Promise<Response> {
  if (route.method === 'GET') return route.handle(call);
  const action = `${route.method} ${route.path}`;
  const changesNothing = route.access === 'read';
  try {
    const response = await route.handle(call);
    audit.append({ action, caller, outcome: String(response.status), changesNothing });
    return response;
  } catch (error) {
    const outcome = error instanceof OneCardError ? error.code : 'desk.defect';
    audit.append({ action, caller, outcome, changesNothing });
    throw error;
  }
}
