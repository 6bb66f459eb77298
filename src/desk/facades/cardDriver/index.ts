/**
 * 社保卡驱动接口 (LD/T 6001.5, `SSCardDriver.dll`) over HTTP and WebSocket: a program that calls the
 * library's functions calls them here by the same names, with the same parameters and numbers.
 */

import { z } from 'zod';
import { encodeGb18030 } from '../../../terminal/deskParts.ts';
import { answer } from '../../http/json.ts';
import { BILL_BODY_BYTES_MAX } from '../../limits.ts';
import { type DeskCall, type DeskModule, route } from '../../routes.ts';
import { type DriverAnswer, failure } from './answer.ts';
import { isFunction } from './functions.ts';
import { DRIVER_REQUEST, type DriverRequest } from './request.ts';
import { answered } from './run.ts';
import { driverChannel } from './socket.ts';

const PATH = '/card-driver';

/**
 * The façade as a part of the desk (docs/desk-card-driver.md).
 *
 * @example
 * ```ts
 * const desk = await openDesk({ …, modules: [cardDriverFacade()] });
 * ```
 */
export function cardDriverFacade(): DeskModule {
  return (desk) => {
    const channel = driverChannel(desk, PATH);
    return {
      name: 'card-driver',
      routes: [
        route<DriverRequest>({
          method: 'POST',
          path: `${PATH}/:function`,
          access: 'read',
          takesTokenInPath: true,
          summary: {
            zh: '社保卡驱动接口：iReadCardBas 等',
            en: 'functions of the card driver by their names',
          },
          body: DRIVER_REQUEST,
          bodyBytesMax: BILL_BODY_BYTES_MAX,
          answers: {
            200: {
              description: '返回值与输出 0, or a negative number and why',
              schema: z.object({ return: z.int(), pOutInfo: z.string() }),
            },
          },
          async handle(call) {
            const { params, body: request, caller, signal } = call;
            const name = params.function!;
            const result = isFunction(name)
              ? await answered(name, { desk, request, caller, signal })
              : failure('-13');
            return shown(result, call);
          },
        }),
      ],
      channels: [channel],
      close: () => channel.close(),
    };
  };
}

/** JSON, or `?format=text` for programs that cut strings: `0|…`; `&charset=gbk` for those that know no other. */
function shown(result: DriverAnswer, { query }: DeskCall<DriverRequest>): Response {
  if (query.get('format') !== 'text') return answer(200, result);
  const text = `${result.return}|${result.pOutInfo}`;
  const isGbk = query.get('charset') === 'gbk';
  const bytes = isGbk ? encodeGb18030(text) : undefined;
  const charset = bytes ? 'gb18030' : 'utf-8';
  return new Response(bytes ? new Uint8Array(bytes) : text, {
    headers: { 'Content-Type': `text/plain; charset=${charset}` },
  });
}
