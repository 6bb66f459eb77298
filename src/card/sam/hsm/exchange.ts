/** One request to the remote module over HTTPS with mutual TLS, and what its failure is called. */

import type { IncomingMessage } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';
import { type ErrorCode, OneCardError } from '../../../errors/index.ts';
import { MESSAGE_BYTES_MAX } from './forms.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly content: string;
}

/** What OpenSSL and Node call a server whose certificate does not hold. */
const SERVER_CERTIFICATE =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|INVALID_CA|PATH_LENGTH_|INVALID_PURPOSE|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/;
/** The server's alert about the client's certificate (RFC 8446 §6.2). */
const CLIENT_CERTIFICATE = /ALERT_(.*CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;
/** The connection never came about, or broke: the same request may be made again. */
const LINE =
  /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|ABORT_ERR|ERR_STREAM_PREMATURE_CLOSE)/;

/**
 * Sends `body` and reads the whole answer.
 * @throws OneCardError `sam.unreachable` (with `isLine` when the line itself failed),
 * `sam.server-not-trusted`, `sam.certificate-refused`, `sam.message-malformed`
 */
export function exchange(
  url: URL,
  agent: Agent,
  body: string,
  deadlineMs: number,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(named(cause));
    const outgoing = httpsRequest(url, {
      method: 'POST',
      agent,
      signal: AbortSignal.timeout(deadlineMs),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        accept: 'application/json',
      },
    });
    outgoing.once('error', fail);
    outgoing.once('response', (incoming) => {
      collect(incoming).then(
        (content) => resolve({ status: incoming.statusCode ?? 0, content }),
        fail,
      );
    });
    outgoing.end(body);
  });
}

async function collect(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let lengthBytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    lengthBytes += chunk.length;
    if (lengthBytes > MESSAGE_BYTES_MAX) {
      incoming.destroy();
      throw new OneCardError('sam.message-malformed', { field: '(whole)', rule: 'too-long' });
    }
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}

function named(cause: unknown): OneCardError {
  if (cause instanceof OneCardError) return cause;
  const rule = ruleOf(cause);
  return new OneCardError(codeOf(rule), { rule }, { cause });
}

/** Node says `aborted` for a deadline by name, not by code. */
function ruleOf(cause: unknown): string {
  const { code, name } = cause as { readonly code?: unknown; readonly name?: unknown };
  return name === 'AbortError' || name === 'TimeoutError' ? 'ABORT_ERR' : String(code ?? name);
}

function codeOf(rule: string): ErrorCode {
  if (SERVER_CERTIFICATE.test(rule)) return 'sam.server-not-trusted';
  if (CLIENT_CERTIFICATE.test(rule)) return 'sam.certificate-refused';
  return rule === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'sam.message-malformed' : 'sam.unreachable';
}

/** Whether the line failed, so that the module may or may not have heard the request. */
export function isLineFailure(error: unknown): boolean {
  return (
    error instanceof OneCardError &&
    error.code === 'sam.unreachable' &&
    LINE.test(String(error.detail.rule))
  );
}
