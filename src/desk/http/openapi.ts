/** The description at /openapi.json: OpenAPI 3.1, made from the very shapes that check requests. */

import { z } from 'zod';
import { SCOPE_TEXTS } from '../access/scopes.ts';
import { BODY_BYTES_MAX } from '../limits.ts';
import type { DeskAnswerShape, DeskRoute, DeskRoutes } from '../routes.ts';

export function openApi(
  parts: readonly DeskRoutes[],
  about: { readonly version: string; readonly port: number },
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { name, routes } of parts) {
    for (const route of routes) {
      const path = route.path.replaceAll(/:([a-zA-Z]+)/g, '{$1}');
      paths[path] ??= {};
      paths[path][route.method.toLowerCase()] = operation(route, name);
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'OneCard desk', version: about.version, license: { name: 'Apache-2.0' } },
    servers: [{ url: `http://127.0.0.1:${about.port}` }],
    tags: parts.map(({ name }) => ({ name })),
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'oc1_…' } },
      responses: { Problem: PROBLEM },
    },
  };
}

const PROBLEM = {
  description: '出错说明 what went wrong, RFC 9457, with its sentences in both languages',
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'code'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string' },
          detail: { type: 'object' },
          problems: { type: 'array' },
        },
      },
    },
  },
};

function operation(route: DeskRoute, tag: string): object {
  const { access, summary, isKeyed = false } = route;
  const names = [...route.path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1]!);
  const parameters: object[] = names.map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  if (isKeyed) {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: true,
      schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{8,64}$' },
    });
  }
  const scope = access === 'anyone' || access === 'paired' ? undefined : access;
  return {
    tags: [tag],
    summary: `${summary.zh} ${summary.en}`,
    ...(scope ? { description: `scope ${scope}: ${SCOPE_TEXTS[scope].en}` } : {}),
    security: access === 'anyone' ? [] : [{ token: [] }],
    parameters,
    ...(route.body || route.text ? { requestBody: requestBody(route) } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers ?? {}).map(([status, shape]) => [status, answerOf(shape)]),
      ),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function requestBody({ body, text = [], bodyBytesMax = BODY_BYTES_MAX }: DeskRoute): object {
  const content: Record<string, object> = {};
  if (body) content['application/json'] = { schema: jsonSchema(body, 'input') };
  for (const type of text) content[type] = { schema: { type: 'string', maxLength: bodyBytesMax } };
  return { required: true, content };
}

function answerOf({ description, schema, content = 'application/json' }: DeskAnswerShape): object {
  const shape = schema ? jsonSchema(schema, 'output') : { type: 'string' };
  return { description, content: { [content]: { schema: shape } } };
}

function jsonSchema(shape: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, unrepresentable: 'any' });
  return schema;
}
