/** The routes of all parts behind one entrance. */

import type { IncomingMessage } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { OneCardError } from '../../errors/index.ts';
import type { Clock } from '../../model/index.ts';
import { headOf } from '../guard/head.ts';
import type { DeskRoute } from '../routes.ts';
import { type Dispatch, dispatch } from './dispatch.ts';
import { type Entered, type Entrance, enter } from './entrance.ts';
import { type Audience, preflight, secure } from './headers.ts';
import type { Metrics } from './metrics.ts';
import { languageOf, problemOf, problemResponse } from './problem.ts';

export interface AppOptions extends Dispatch {
  readonly routes: readonly DeskRoute[];
  readonly entrance: Entrance;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Pages that may frame what is framable. */
  readonly framers: () => readonly string[];
  readonly isStopping: () => boolean;
  /** Told what nobody foresaw; the caller hears nothing of it. */
  readonly onDefect: (error: unknown) => void;
}

/** Which route answered, for the count and the headers. */
interface Noted {
  path: string;
  isFramable: boolean;
}
type Environment = { Bindings: { entered: Entered; noted: Noted; cut: () => void } };

/** What node's server is given. */
export function requestListener(options: AppOptions): ReturnType<typeof getRequestListener> {
  const { entrance, metrics, clock } = options;
  const hono = routed(options);
  return getRequestListener(
    async (request, bindings) => {
      const startedAt = clock.now();
      const noted: Noted = { path: 'refused', isFramable: false };
      const { incoming } = bindings as HttpBindings;
      const response = await answerTo(request, incoming, options, hono, noted);
      metrics.request(noted.path, request.method, response.status, clock.now() - startedAt);
      return response;
    },
    {
      overrideGlobalObjects: false,
      // A host or target that is no address at all.
      errorHandler: () =>
        secure(problemResponse(new OneCardError('desk.host-refused'), 'zh'), {
          port: entrance.port,
        }),
    },
  );
}

async function answerTo(
  request: Request,
  incoming: IncomingMessage,
  options: AppOptions,
  hono: Hono<Environment>,
  noted: Noted,
): Promise<Response> {
  const { entrance, metrics } = options;
  const head = headOf(incoming);
  const language = languageOf(head.values('accept-language')[0] ?? '');
  let audience: Audience = { port: entrance.port };
  try {
    const entered = enter(head, entrance);
    audience = { ...audience, origin: entered.reader };
    if (options.isStopping()) throw new OneCardError('desk.stopping');
    if (head.method === 'OPTIONS') {
      noted.path = 'preflight';
      if (entered.reader === undefined) throw new OneCardError('desk.origin-refused');
      const [asked] = head.values('access-control-request-private-network');
      return secure(preflight(asked === 'true'), audience);
    }
    const response = await hono.fetch(request, {
      entered,
      noted,
      cut: () => incoming.socket.destroy(),
    });
    const framedBy = noted.isFramable ? options.framers() : [];
    return secure(response, { ...audience, framedBy });
  } catch (error) {
    const { code } = problemOf(error, language);
    metrics.count('refused', code);
    if (code === 'desk.defect') options.onDefect(error);
    return secure(problemResponse(error, language), audience);
  }
}

/** @throws TypeError when two routes share method and path, or a POST takes no body */
function routed(options: AppOptions): Hono<Environment> {
  const hono = new Hono<Environment>({
    // What the entrance read, without a token in front of it.
    getPath: (_, options) => (options as { env: Environment['Bindings'] }).env.entered.target.path,
  });
  const seen = new Set<string>();
  for (const route of options.routes) {
    const name = `${route.method} ${route.path}`;
    if (seen.has(name)) throw new TypeError(`two routes are ${name}`);
    seen.add(name);
    if (route.method === 'POST' && !route.body && !route.text) {
      throw new TypeError(`${name} expected to say which body it takes`);
    }
    hono.on(route.method, route.path, async (context) => {
      // Hono runs the GET for a HEAD and drops the body: a stream would keep its place for ever.
      if (context.req.raw.method !== route.method) throw new OneCardError('desk.method-refused');
      const { entered, noted, cut } = context.env;
      Object.assign(noted, { path: route.path, isFramable: route.isFramable ?? false });
      if (entered.hasTokenInPath && !route.takesTokenInPath) {
        throw new OneCardError('desk.path-refused', { token: true });
      }
      return dispatch(options, route, context.req.raw, context.req.param(), entered, cut);
    });
  }
  for (const path of new Set(options.routes.map((route) => route.path))) {
    hono.all(path, () => {
      throw new OneCardError('desk.method-refused');
    });
  }
  hono.notFound(() => {
    throw new OneCardError('desk.not-found');
  });
  hono.onError((error) => {
    throw error;
  });
  return hono;
}
