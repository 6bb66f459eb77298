/** What went wrong, as the service says it (RFC 9457), or as the client noticed it. */

/** `application/problem+json` of the service. */
export interface DeskProblemBody {
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** What to do, in the language that was asked for. */
  readonly advice?: { readonly clerkDoes: string; readonly likelyReason: string };
  readonly problems?: readonly { readonly path: string; readonly rule: string }[];
  readonly [more: string]: unknown;
}

/** Codes of the client itself; all others are the service's. */
export const CLIENT_CODES = {
  'client.no-way': '没有可用的连接方式 no way to the service works',
  'client.unreachable': '与服务的连接中断 the connection to the service broke',
  'client.aborted': '已放弃 the call was given up',
} as const;
export type ClientCode = keyof typeof CLIENT_CODES;

/** A refusal or a failure. After `client.unreachable` repeat with the same key: it is done once. */
export class DeskProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly body: DeskProblemBody;

  constructor(body: DeskProblemBody) {
    super(`${body.code}: ${body.title}`);
    this.name = 'DeskProblem';
    this.code = body.code;
    this.status = body.status;
    this.body = body;
  }
}

export function clientProblem(code: ClientCode, more: Record<string, unknown> = {}): DeskProblem {
  return new DeskProblem({ code, title: CLIENT_CODES[code], status: 0, ...more });
}
