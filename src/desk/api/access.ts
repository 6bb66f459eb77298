/** Pairing, grants, origins, and windows of the service. */

import { z } from 'zod';
import { OneCardError } from '../../errors/index.ts';
import { type Instant, instantText } from '../../time.ts';
import type { Grant, Grants } from '../access/grants.ts';
import type { OwnWindow } from '../access/ownWindow.ts';
import type { Pairings } from '../access/pairing.ts';
import { SCOPES } from '../access/scopes.ts';
import type { Windows } from '../access/windows.ts';
import { ownOrigins, parseOrigin } from '../guard/origin.ts';
import { answer } from '../http/json.ts';
import { type DeskCall, type DeskRoutes, route } from '../routes.ts';
import { grantShape, instantText as instantShape } from './shapes.ts';

export interface AccessParts {
  readonly port: number;
  readonly relays: readonly string[];
  readonly grants: Grants;
  readonly pairings: Pairings;
  readonly windows: Windows;
  readonly ownWindow: OwnWindow;
}

/** In place of an origin: a program that is no browser. */
const PROGRAM = '';
const OWN_WINDOW = '桌面服务窗口 own window';
/** Browsers of one desk that keep a token of the own window; the oldest goes. */
const OWN_WINDOWS_MAX = 8;

/** As a person will recognise it; no control characters, which a console would obey. */
const name = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[^\p{C}]+$/u);
/** Asked for by a page; managing others is not for pages. */
const pageScopes = z
  .array(z.enum(SCOPES).exclude(['admin']))
  .min(1)
  .max(SCOPES.length);
const origin = z.string().max(280).refine(isOrigin);
const token = z.object({ token: z.string(), grant: grantShape });

function isOrigin(text: string): boolean {
  try {
    return parseOrigin(text) === text;
  } catch {
    return false;
  }
}

export function accessRoutes(parts: AccessParts): DeskRoutes {
  return { name: 'access', routes: [...pairing(parts), ...windows(parts), ...grantRoutes(parts)] };
}

function pairing({ port, grants, pairings }: AccessParts) {
  return [
    route({
      method: 'POST',
      path: '/v1/pairings',
      access: 'anyone',
      summary: {
        zh: '开始配对，数字显示在服务的窗口',
        en: 'begin pairing; the service shows six digits',
      },
      body: z.strictObject({ name, scopes: pageScopes }),
      answers: {
        201: {
          description: '配对编号 the pairing',
          schema: z.object({ id: z.string(), until: instantShape }),
        },
      },
      handle({ body, caller }) {
        const { id, until } = pairings.begin({ ...body, origin: caller.origin ?? PROGRAM });
        return answer(201, { id, until: instantText(until as Instant) });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/pairings/:id/token',
      access: 'anyone',
      summary: { zh: '用六位数字换令牌，仅一次', en: 'change the six digits for a token, once' },
      body: z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
      answers: { 201: { description: '令牌 told once', schema: token } },
      handle({ params, body, caller }) {
        const made = pairings.finish(params.id!, body.code, caller.origin ?? PROGRAM);
        return answer(201, { token: made.token, grant: grantShown(made.grant) });
      },
    }),
    route({
      method: 'GET',
      path: '/v1/pairings',
      access: 'admin',
      summary: { zh: '等待输入的配对码', en: 'codes that wait to be typed in' },
      handle: () =>
        answer(200, {
          pairings: pairings.open().map((each) => ({
            ...each,
            until: instantText(each.until as Instant),
            isOwn: ownOrigins(port).includes(each.origin),
            isKnown: grants.isAllowed(each.origin),
          })),
        }),
    }),
  ];
}

function windows({ port, relays, windows: opened, ownWindow, grants }: AccessParts) {
  const isOwn = (page: string) => ownOrigins(port).includes(page);
  return [
    route({
      method: 'POST',
      path: '/v1/windows',
      access: 'anyone',
      summary: {
        zh: '服务的窗口登记它所代表的页面',
        en: 'a window of the service acts for a page',
      },
      body: z.strictObject({ nonce: z.string().max(64), origin }),
      answers: {
        201: {
          description: '窗口凭据 the window’s own secret',
          schema: z.object({ window: z.string(), isAllowed: z.boolean() }),
        },
      },
      handle({ body, caller }) {
        if (![...ownOrigins(port), ...relays].includes(caller.origin ?? '')) {
          throw new OneCardError('desk.window-refused');
        }
        const window = opened.open(body.nonce, body.origin);
        return answer(201, { window, isAllowed: grants.isAllowed(body.origin) });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/own-window',
      access: 'anyone',
      summary: { zh: '打开服务自己的窗口', en: 'open the service’s own window' },
      body: z.strictObject({ key: z.string().max(128) }),
      answers: { 201: { description: '令牌 told once', schema: token } },
      handle({ body, caller }) {
        const page = caller.origin ?? PROGRAM;
        if (!isOwn(page)) throw new OneCardError('desk.window-refused');
        ownWindow.use(body.key);
        const made = grants.make({ name: OWN_WINDOW, origin: page, scopes: SCOPES, isOwn: true });
        const windows = grants
          .list()
          .filter((each) => each.name === OWN_WINDOW && isOwn(each.origin));
        for (const { id } of windows.slice(0, -OWN_WINDOWS_MAX)) grants.revoke(id);
        return answer(201, { token: made.token, grant: grantShown(made.grant) });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/own-window/keys',
      access: 'admin',
      summary: { zh: '生成一次性窗口地址', en: 'make an address of the own window, good once' },
      body: z.strictObject({}),
      answers: { 201: { description: '地址 address', schema: z.object({ url: z.string() }) } },
      handle: () => answer(201, { url: `http://127.0.0.1:${port}/#key=${ownWindow.newKey()}` }),
    }),
  ];
}

function grantRoutes({ grants }: AccessParts) {
  const listed = z.object({ grants: z.array(grantShape), origins: z.array(z.string()) });
  return [
    route({
      method: 'GET',
      path: '/v1/grants',
      access: 'admin',
      summary: { zh: '现有配对与允许的来源', en: 'pairings that stand, and allowed origins' },
      answers: { 200: { description: '名单 the lists', schema: listed } },
      handle: () =>
        answer(200, { grants: grants.list().map(grantShown), origins: grants.allowed() }),
    }),
    route({
      method: 'POST',
      path: '/v1/grants',
      access: 'admin',
      summary: {
        zh: '为程序生成令牌（无浏览器）',
        en: 'make a token for a program that is no browser',
      },
      body: z.strictObject({ name, scopes: z.array(z.enum(SCOPES)).min(1) }),
      answers: { 201: { description: '令牌 told once', schema: token } },
      handle({ body }) {
        const made = grants.make({ ...body, origin: '' });
        return answer(201, { token: made.token, grant: grantShown(made.grant) });
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/grants/:id',
      access: 'paired',
      summary: { zh: '撤销配对', en: 'revoke a pairing; a caller may revoke its own' },
      handle(call) {
        const isOwn = call.params.id === call.caller.grant;
        if (!isOwn && !call.caller.scopes.has('admin')) {
          throw new OneCardError('desk.scope-missing', { scope: 'admin' });
        }
        if (!grants.revoke(call.params.id!)) throw new OneCardError('desk.not-found');
        return new Response(null, { status: 204 });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/origins',
      access: 'admin',
      summary: { zh: '允许一个来源', en: 'put an origin on the list' },
      body: z.strictObject({ origin }),
      handle({ body }) {
        grants.allow(body.origin);
        return new Response(null, { status: 204 });
      },
    }),
    route({
      method: 'POST',
      path: '/v1/origins/removals',
      access: 'admin',
      summary: {
        zh: '移除一个来源并撤销它的令牌',
        en: 'take an origin off the list, with its tokens',
      },
      body: z.strictObject({ origin }),
      handle({ body }: DeskCall<{ origin: string }>) {
        if (!grants.disallow(body.origin)) throw new OneCardError('desk.not-found');
        return new Response(null, { status: 204 });
      },
    }),
  ];
}

function grantShown({ madeAt, ...grant }: Grant) {
  return { ...grant, madeAt: instantText(madeAt as Instant) };
}
