/** What the clerk's page asks for beside the settlement itself: words, items, visits, identity, the day. */

import { z } from 'zod';
import { toHex, utf8 } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import {
  CHECK_CAUSES,
  CHECKS,
  LEVEL_LABELS,
  PAYER_LABELS,
  REASON_LABELS,
  REFUSALS,
  sha256,
  VISIT_LABELS,
} from '../../terminal/deskParts.ts';
import { chinaDate, plainDate } from '../../time.ts';
import { openItemSearch } from '../clerk/itemSearch.ts';
import { answer } from '../http/json.ts';
import { type DeskParts, type DeskRoutes, route } from '../routes.ts';
import type { VisitView } from '../visits/visitView.ts';
import { visitShown } from './show.ts';

/** Items in one answer: as many as a list shows without scrolling. */
const ITEMS_MAX = 12;
/** Characters of a search. */
const WORDS_MAX = 40;

/** How the person before the clerk was made sure of; names and numbers are not kept. */
const identityCheck = z.strictObject({
  presentedBy: z.enum(['holder', 'agent']),
  /** 代办人与患者关系 */
  relation: z.enum(['spouse', 'child', 'parent', 'guardian', 'other']).optional(),
  document: z.enum(['identity-card', 'household-register', 'known']),
});

export function clerkRoutes(desk: DeskParts): DeskRoutes {
  return {
    name: 'clerk',
    routes: [vocabulary(desk), items(desk), visitsUnderWay(desk), identity(desk)],
  };
}

function vocabulary({ equipment: { catalogue, institutions, terminalId } }: DeskParts) {
  return route({
    method: 'GET',
    path: '/v1/vocabulary',
    access: 'paired',
    summary: {
      zh: '名称：支付方、原因、检查项、本县机构',
      en: 'names: payers, reasons, checks, the county’s institutions',
    },
    handle: () =>
      answer(200, {
        payers: PAYER_LABELS,
        reasons: REASON_LABELS,
        levels: LEVEL_LABELS,
        visits: VISIT_LABELS,
        refusals: REFUSALS,
        checks: CHECKS,
        causes: CHECK_CAUSES,
        county: catalogue.county,
        terminal: terminalId,
        institutions: [...(institutions?.institutions.values() ?? [])].map(
          ({ code, name, level }) => ({ code, name, level }),
        ),
      }),
  });
}

function items({ equipment: { catalogue, clock } }: DeskParts) {
  const search = openItemSearch(catalogue);
  return route({
    method: 'GET',
    path: '/v1/catalogue/items',
    access: 'read',
    summary: {
      zh: '目录检索：编码、名称、拼音首字母；?q=xcg&date=2026-03-09',
      en: 'items by code, name or pinyin initials; ?q=xcg&date=2026-03-09',
    },
    handle({ query }) {
      const words = (query.get('q') ?? '').slice(0, WORDS_MAX);
      const date = dateOf(query.get('date')) ?? chinaDate(clock.now());
      const found = search.find(words, date, ITEMS_MAX);
      return answer(200, {
        items: found.map(({ code, name, benefitClass, prices, ceilings }) => ({
          code,
          name,
          benefitClass,
          // 10⁻⁶ yuan, by level
          ...(prices ? { prices } : {}),
          ...(ceilings ? { ceilings } : {}),
        })),
      });
    },
  });
}

function dateOf(text: string | null) {
  if (text === null || text === '') return undefined;
  try {
    return plainDate(text);
  } catch {
    throw new OneCardError('desk.request-invalid', { path: 'date' });
  }
}

/** A page that was loaded anew finds what it began: by the key that it kept, or whatever is under way. */
function visitsUnderWay({ visits }: DeskParts) {
  function begunUnder(who: string, key: string): readonly VisitView[] {
    const id = toHex(sha256(utf8(`${who}\n${key}`)).subarray(0, 16));
    try {
      return [visits.view(id)];
    } catch (error) {
      if (!(error instanceof OneCardError) || error.code !== 'desk.not-found') throw error;
      return [];
    }
  }

  return route({
    method: 'GET',
    path: '/v1/desk/visits',
    access: 'settle',
    summary: {
      zh: '进行中的结算；?key= 按幂等键查一笔',
      en: 'visits under way; ?key= the one begun under that key',
    },
    handle({ caller, query, language }) {
      const key = query.get('key');
      const isMine = (who: string) => who === caller.grant || caller.scopes.has('admin');
      if (key === null) {
        const open = visits.underWay().filter((each) => isMine(each.caller));
        return answer(200, { visits: open.map((each) => visitShown(each, language)) });
      }
      // A window that was opened anew is another caller: it finds what any before it began.
      const callers = caller.scopes.has('admin') ? visits.callers() : [caller.grant!];
      const begun = callers.flatMap((who) => begunUnder(who, key));
      return answer(200, { visits: begun.map((each) => visitShown(each, language)) });
    },
  });
}

function identity({ audit }: DeskParts) {
  return route({
    method: 'POST',
    path: '/v1/identity-checks',
    access: 'settle',
    summary: {
      zh: '登记人证核对：本人或代办人、所验证件；不留姓名证号',
      en: 'records how the person was made sure of: holder or agent, by which document; no names',
    },
    body: identityCheck,
    handle({ body, caller }) {
      const { relation, ...facts } = body;
      audit.append({
        action: 'identity-check',
        caller,
        outcome: 'done',
        facts: { ...facts, ...(relation === undefined ? {} : { relation }) },
      });
      return new Response(null, { status: 204 });
    },
  });
}
