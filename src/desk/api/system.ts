/** What runs here: versions, readers, plans, events, counts and the audit log. */

import { z } from 'zod';
import { OneCardError } from '../../errors/index.ts';
import { type Instant, instantText } from '../../time.ts';
import { answer } from '../http/json.ts';
import type { Metrics } from '../http/metrics.ts';
import { type DeskParts, type DeskRoutes, route } from '../routes.ts';
import { eventStream } from './stream.ts';

export interface SystemParts {
  readonly metrics: Metrics;
  readonly startedAt: number;
  /** The description, made once all parts are known. */
  readonly describe: () => object;
}

/** Entries of the audit log in one answer. */
const AUDIT_PAGE = 500;

export function systemRoutes(desk: DeskParts, parts: SystemParts): DeskRoutes {
  return {
    name: 'system',
    routes: [statusRoute(desk, parts), ...watching(desk), ...records(desk, parts)],
  };
}

function statusRoute(desk: DeskParts, { startedAt }: SystemParts) {
  return route({
    method: 'GET',
    path: '/v1/status',
    access: 'anyone',
    summary: {
      zh: '服务与版本；带令牌则有驱动、方案与流水',
      en: 'the service and its version; with a token drivers, plans and journal too',
    },
    answers: {
      200: {
        description: '状态 the state',
        schema: z.looseObject({ service: z.literal('onecard-desk'), version: z.string() }),
      },
    },
    async handle({ caller }) {
      const { version } = desk;
      const known = { service: 'onecard-desk', version, isPaired: caller.grant !== undefined };
      if (caller.grant === undefined) return answer(200, known);
      const { journal, counties, catalogue, terminalId, clock } = desk.equipment;
      return answer(200, {
        ...known,
        library: version,
        node: process.version,
        startedAt: instantText(startedAt as Instant),
        now: instantText(clock.now()),
        terminal: terminalId,
        scopes: [...caller.scopes],
        driver: await driver(desk),
        plans: [...counties.values()].map(({ plan }) => ({
          county: plan.county,
          id: plan.id,
          name: plan.name,
          hash: plan.hash,
          versions: plan.versions.map(({ reference, from }) => ({
            version: reference.version,
            from: from.date,
          })),
        })),
        catalogue: { county: catalogue.county, ...catalogue.reference },
        journal: { sequence: journal.head().sequence, ...undecided(desk) },
        visitsUnderWay: desk.visits.underWay().length,
        cardWork: desk.cards.underWay() ?? 'none',
      });
    },
  });
}

/** How many visits wait for an end, or why nobody can say. */
function undecided({ equipment: { journal } }: DeskParts) {
  try {
    return { undecided: journal.openIntents().length };
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    return { code: error.code };
  }
}

/** The readers, or why there are none: a status is told whatever fails. */
async function driver({ cards }: DeskParts) {
  try {
    return {
      state: 'ready',
      readers: (await cards.readers()).map(({ name, kind }) => ({ name, kind })),
    };
  } catch (error) {
    if (!(error instanceof OneCardError)) throw error;
    return { state: 'failed', code: error.code, readers: [] };
  }
}

function watching({ events }: DeskParts) {
  return [
    route({
      method: 'GET',
      path: '/v1/events',
      access: 'read',
      summary: {
        zh: '读卡器与本方各笔的事件流',
        en: 'readers, cards and the caller’s own visits, as events',
      },
      answers: {
        200: {
          description: 'id; event: reader, visit, stopping, missed',
          content: 'text/event-stream',
        },
      },
      handle: (call) =>
        eventStream(events, call, ({ until, cut }) =>
          events.listen({
            grant: call.caller.grant!,
            signal: until,
            lastId: call.request.headers.get('last-event-id') ?? undefined,
            onBehind: cut,
          }),
        ),
    }),
  ];
}

function records({ audit }: DeskParts, { metrics, describe }: SystemParts) {
  return [
    route({
      method: 'GET',
      path: '/openapi.json',
      access: 'anyone',
      summary: { zh: '接口说明', en: 'this description' },
      answers: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({}) } },
      handle: () => answer(200, describe()),
    }),
    route({
      method: 'GET',
      path: '/metrics',
      access: 'paired',
      summary: { zh: '运行计数', en: 'counts, as Prometheus reads them' },
      answers: { 200: { description: '0.0.4', content: 'text/plain' } },
      handle: () =>
        new Response(metrics.text(), {
          headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' },
        }),
    }),
    route({
      method: 'GET',
      path: '/v1/audit',
      access: 'admin',
      summary: {
        zh: '审计记录，链条已核对',
        en: 'the audit log, its chain checked; ?after=SEQUENCE',
      },
      handle({ query }) {
        const after = Number(query.get('after') ?? 0);
        if (!Number.isSafeInteger(after))
          throw new OneCardError('desk.request-invalid', { path: 'after' });
        const count = audit.verify();
        const entries = audit
          .after(after, AUDIT_PAGE)
          .map(({ at, ...entry }) => ({ ...entry, at: instantText(at as Instant) }));
        return answer(200, { count, entries });
      },
    }),
  ];
}
