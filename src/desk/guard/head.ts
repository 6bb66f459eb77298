/** Method, target and headers of a request as they came, before anything is made of them. */

import type { IncomingMessage } from 'node:http';

export interface RequestHead {
  readonly method: string;
  /** The target as the client wrote it: path and query. */
  readonly target: string;
  /** All values of a header; none when it is absent. Names in small letters. */
  values(name: string): readonly string[];
}

export function headOf(message: IncomingMessage): RequestHead {
  const byName = new Map<string, string[]>();
  const raw = message.rawHeaders;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]!.toLowerCase();
    const values = byName.get(name);
    if (values) values.push(raw[index + 1]!);
    else byName.set(name, [raw[index + 1]!]);
  }
  return {
    method: message.method ?? '',
    target: message.url ?? '',
    values: (name) => byName.get(name) ?? [],
  };
}
