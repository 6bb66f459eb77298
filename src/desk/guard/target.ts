/**
 * The path as plain as it can be written: no dot segments, no doubled or encoded slashes, no
 * backslash, no escape at all. What is looked at here is what the route table sees.
 */

import { OneCardError } from '../../errors/index.ts';
import { TARGET_CHARACTERS_MAX } from '../limits.ts';

const PLAIN_PATH = /^\/(?:[A-Za-z0-9_.~-]+(?:\/[A-Za-z0-9_.~-]+)*)?$/;
const PLAIN_QUERY = /^[A-Za-z0-9_.~%=&:+,@/-]*$/;

export interface Target {
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
}

/** @throws OneCardError `desk.path-refused` */
export function parseTarget(target: string): Target {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  const isPlain =
    target.length <= TARGET_CHARACTERS_MAX && PLAIN_PATH.test(path) && PLAIN_QUERY.test(query);
  const hasDots = path.split('/').some((part) => /^\.+$/.test(part));
  if (!isPlain || hasDots) {
    throw new OneCardError('desk.path-refused', { characters: target.length });
  }
  return { path, query };
}
