/** Rules 5 and 8: a body of the announced type, no larger than the route takes. */

import { OneCardError } from '../../errors/index.ts';
import { BODY_BYTES_MAX } from '../limits.ts';
import type { DeskRoute } from '../routes.ts';
import { decodeUtf8, parseJson } from './json.ts';
import { problemsOf, RequestInvalid } from './shape.ts';

/** What forms and image tags can send without asking the browser's leave first. */
const FORM_TYPES = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
  '',
]);

/**
 * The body of `request` as `route` takes it.
 * @throws OneCardError `desk.media-type-refused`, `desk.body-too-large`, `desk.body-malformed`,
 * `desk.request-invalid`
 */
export async function readBody(
  request: Request,
  route: DeskRoute,
): Promise<{ readonly bytes: Uint8Array; readonly value: unknown }> {
  const takesBody = route.body !== undefined || route.text !== undefined;
  const bytes = await readBytes(request, takesBody ? (route.bodyBytesMax ?? BODY_BYTES_MAX) : 0);
  if (!takesBody) return { bytes, value: undefined };
  const type = (request.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (FORM_TYPES.has(type)) throw new OneCardError('desk.media-type-refused', { type });
  if (route.text?.includes(type)) return { bytes, value: decodeUtf8(bytes) };
  if (!route.body || type !== 'application/json') {
    throw new OneCardError('desk.media-type-refused', { type: type.slice(0, 80) });
  }
  const shape = route.body.safeParse(parseJson(bytes));
  if (!shape.success) throw new RequestInvalid(problemsOf(shape.error));
  return { bytes, value: shape.data };
}

async function readBytes(request: Request, bytesMax: number): Promise<Uint8Array> {
  const tooLarge = () => new OneCardError('desk.body-too-large', { bytesMax });
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge();
  if (!request.body) return new Uint8Array(0);
  const parts: Uint8Array[] = [];
  let length = 0;
  // Ends with the request, or with its size.
  for await (const part of request.body as unknown as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > bytesMax) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}
