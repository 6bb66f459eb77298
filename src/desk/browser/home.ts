/** `/`: whether everything is in order here, and the service's own window for who opened it by its address. */

import { byId, element, fill } from './element.ts';
import { callOwn, keepOwnToken, ownToken } from './own.ts';

/** How often codes and visits are looked for. */
const LOOK_MS = 1_500;

type Row = readonly [name: string, state: 'ok' | 'bad' | 'note', text: string];
// biome-ignore lint/suspicious/noExplicitAny: described by the service itself
type Json = any;

async function start(): Promise<void> {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (key) {
    history.replaceState(null, '', '/');
  }
  if (key && !(await isOpen())) {
    keepOwnToken(null);
    const { status, body } = await callOwn('POST', '/v1/own-window', { key });
    if (status === 201) keepOwnToken((body as { token: string }).token);
  }
  await examine();
  if (ownToken() === null) return;
  await look();
  setInterval(() => void look().catch(() => undefined), LOOK_MS);
}

/** Whether this browser has a token of the own window that is good. */
async function isOpen(): Promise<boolean> {
  return ownToken() !== null && (await callOwn('GET', '/v1/grants')).status === 200;
}

async function examine(): Promise<void> {
  const { status, body } = await callOwn('GET', '/v1/status');
  if (status === 401) {
    keepOwnToken(null);
    return examine();
  }
  const found = body as Json;
  const rows: Row[] = [
    ['服务 service', status === 200 ? 'ok' : 'bad', `onecard-desk ${found.version}`],
    ['地址 address', 'ok', location.origin],
    ['安全上下文 secure context', isSecureContext ? 'ok' : 'bad', String(isSecureContext)],
    ['窗口 window', ownToken() ? 'ok' : 'note', ownToken() ? '已打开 open' : 'onecard desk window'],
  ];
  if (found.driver) rows.push(...detailed(found));
  fill('checks', table(rows));
}

function detailed(found: Json): Row[] {
  const { driver, plans, journal, catalogue } = found;
  const readers = driver.readers.map((each: Json) => each.name).join('; ');
  return [
    ['读卡器 readers', readers ? 'ok' : 'bad', readers || driver.code || '没有 none'],
    ...plans.map(
      (plan: Json): Row => ['方案 plan', 'ok', `${plan.name.zh} ${plan.hash.slice(0, 12)}`],
    ),
    ['目录 catalogue', 'ok', `${catalogue.id} ${catalogue.version}`],
    [
      '未决 undecided',
      journal.undecided === 0 ? 'ok' : 'note',
      String(journal.undecided ?? journal.code),
    ],
    ['流水 journal', 'ok', String(journal.sequence)],
  ];
}

async function look(): Promise<void> {
  const [pairings, grants, visits] = await Promise.all([
    callOwn('GET', '/v1/pairings'),
    callOwn('GET', '/v1/grants'),
    callOwn('GET', '/v1/visits'),
  ]);
  if (pairings.status !== 200 || grants.status !== 200 || visits.status !== 200) return;
  showVisits((visits.body as Json).visits);
  fill('codes', ...(pairings.body as Json).pairings.map(codeOf));
  fill('grants', ...(grants.body as Json).grants.map(grantOf));
}

/** Made once for a visit: a button that is drawn anew under the finger is one that nobody pressed. */
const shownVisits = new Map<string, Node>();
/** Milliseconds before a yes can be given: a click meant for what was there before is none. */
const READ_MS = 1_000;

function showVisits(visits: readonly Json[]): void {
  const waiting = visits.filter((visit) => visit.now.state === 'quoted' && visit.decided);
  const ids = waiting.map((visit) => visit.id);
  shownVisits.forEach((_, id) => {
    if (ids.indexOf(id) < 0) shownVisits.delete(id);
  });
  const known = Array.from(shownVisits.keys()).join();
  for (const visit of waiting) {
    if (!shownVisits.has(visit.id)) shownVisits.set(visit.id, visitOf(visit));
  }
  // Drawn again only when it changes: whoever holds the focus keeps it.
  if (ids.join() === known && ids.length === byId('visits').childElementCount) return;
  fill('visits', ...ids.map((id) => shownVisits.get(id)!));
}

function visitOf({ id, provider, billNumber, decided }: Json): Node {
  const { total, byPayer, till } = decided.adjudication;
  const button = (label: string, isAccepted: boolean) => {
    const made = element('button', { type: 'button', disabled: '' }, label);
    made.addEventListener('click', () => {
      void callOwn('POST', `/v1/visits/${id}/confirmation`, { isAccepted }).then(look);
    });
    setTimeout(() => made.removeAttribute('disabled'), READ_MS);
    return made;
  };
  const cash = yuan(till?.due ?? byPayer.cash ?? '0');
  return element(
    'section',
    {},
    element('h3', {}, `${provider} ${billNumber}`),
    element('p', {}, `总费用 total ¥ ${yuan(total)}，病人应交现金 cash ¥ ${cash}`),
    button('确认结算 settle', true),
    button('放弃 leave', false),
  );
}

/** Whole fen in digits as yuan. */
function yuan(fen: string): string {
  const digits = fen.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The origin is said loudest: that is what the clerk agrees to. */
function codeOf({ origin, name, scopes, code, isKnown }: Json): Node {
  const first = isKnown ? '' : ' 首次 first time';
  return element(
    'section',
    {},
    element('h3', {}, `${origin || '本机程序 a program of this computer'}${first}`),
    element('p', {}, `「${name}」 ${scopes.join(' ')}`),
    element('p', { class: 'code' }, code),
  );
}

function grantOf({ id, name, origin, scopes, madeAt }: Json): Node {
  const revoke = element('button', { type: 'button' }, '撤销 revoke');
  revoke.addEventListener('click', () => void callOwn('DELETE', `/v1/grants/${id}`).then(look));
  const about = `${origin || '程序 program'}「${name}」 ${scopes.join(' ')} ${madeAt.slice(0, 10)} `;
  return element('li', {}, about, revoke);
}

const MARKS = { ok: '✓', bad: '✗', note: '!' } as const;

function table(rows: readonly Row[]): Node {
  const body = rows.map(([name, state, text]) =>
    element(
      'tr',
      { class: state },
      element('th', { scope: 'row' }, `${MARKS[state]} ${name}`),
      element('td', {}, text),
    ),
  );
  return element('table', {}, ...body);
}

void start().catch(() => fill('checks', '服务没有应答 the service does not answer'));
