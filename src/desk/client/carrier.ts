/** One way to the service: something that carries a request there and its answer back. */

/** In the order in which they are tried. */
export const WAYS = ['direct', 'window', 'extension'] as const;
export type Way = (typeof WAYS)[number];

export interface CarriedRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Begins with `/v1/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A value for JSON. */
  readonly body?: unknown;
  /** Called with each event of an answer that is a stream of them. */
  readonly onEvent?: (event: CarriedEvent) => void;
  readonly signal?: AbortSignal;
}

export interface CarriedEvent {
  readonly type: string;
  readonly data: unknown;
}

export interface CarriedAnswer {
  readonly status: number;
  /** The JSON of the answer; null without one, and for a stream that has ended. */
  readonly body: unknown;
}

export interface Carrier {
  readonly way: Way;
  /** Rejects with a DeskProblem `client.…` when the request did not get there or back. */
  carry(request: CarriedRequest): Promise<CarriedAnswer>;
  close(): void;
}

/** Why a way was not taken. */
export const WAY_CAUSES = {
  /** Nobody answers, or the browser keeps the page from asking; it does not say which. */
  'no-answer': {
    zh: '服务没有应答，或被浏览器拦截',
    en: 'the service does not answer, or the browser is in the way',
  },
  /** The permission for this computer's own addresses is denied (Local Network Access). */
  'permission-denied': {
    zh: '浏览器不允许本页访问本机服务；管理员可用策略 LoopbackNetworkAllowedForUrls 放行',
    en: 'the browser keeps this page from this computer; the policy LoopbackNetworkAllowedForUrls allows it',
  },
  /** A page over plain HTTP from a public address is not asked at all. */
  'insecure-page': {
    zh: '本页不是 https，浏览器不允许它访问本机服务',
    en: 'the page is not https, so the browser keeps it from this computer',
  },
  'other-service': { zh: '该端口上是别的服务', en: 'another service is at that address' },
  'pop-up-blocked': {
    zh: '弹出窗口被拦截；请在点击按钮时连接',
    en: 'the pop-up was blocked: connect while handling a click',
  },
  'window-closed': { zh: '服务的窗口被关闭', en: 'the window of the service was closed' },
  'not-installed': { zh: '没有安装扩展', en: 'no extension is installed' },
  'not-asked': { zh: '未要求使用', en: 'not among the ways that were asked for' },
  'not-needed': { zh: '已有可用的方式', en: 'a way before it works' },
} as const;
export type WayCause = keyof typeof WAY_CAUSES;

/** What became of a way. */
export interface WayReport {
  readonly way: Way;
  readonly outcome: 'used' | WayCause;
}

/** A way that cannot be taken. */
export class WayClosed extends Error {
  readonly reason: WayCause;

  constructor(reason: WayCause) {
    super(WAY_CAUSES[reason].en);
    this.reason = reason;
  }
}
