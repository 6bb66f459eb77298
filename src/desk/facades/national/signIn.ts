/** 9001 签到, 9002 签退. */

import { OneCardError } from '../../../errors/index.ts';
import { chinaTimeText, type Instant } from '../../../time.ts';
import type { Message } from './envelope.ts';
import { SIGN_IN_MS_MAX } from './limits.ts';
import { longNumber } from './numbers.ts';
import type { Office, Transaction } from './office.ts';

export const signIn: Transaction = {
  scope: 'read',
  isBeforeSignIn: true,
  run({ input, operator, receivedAt }, { desk, provider, records }) {
    const named = input.record('signIn').optional('opter_no', 30) ?? operator;
    if (named !== operator) throw input.record('signIn').wrong('opter_no', '与报文头的经办人一致');
    const number = longNumber(provider.county, receivedAt, desk.equipment.random);
    records.put('sign-in', number, { operator, at: receivedAt });
    return { signinoutb: { sign_time: chinaTimeText(receivedAt), sign_no: number } };
  },
};

export const signOut: Transaction = {
  scope: 'read',
  run({ input, signNo, receivedAt }, { records }) {
    const number = input.record('signOut').optional('sign_no', 30) ?? signNo!;
    if (number !== signNo) throw input.record('signOut').wrong('sign_no', '与报文头的签到编号一致');
    records.put('sign-in', number, { ...records.get('sign-in', number)!, isOver: true });
    return { signoutoutb: { sign_time: chinaTimeText(receivedAt) } };
  },
};

/** @throws OneCardError `national.not-signed-in` */
export function assertSignedIn(
  { signNo, operator }: Pick<Message, 'signNo' | 'operator'>,
  { records }: Office,
  now: Instant,
): void {
  const found = signNo === undefined ? undefined : records.get('sign-in', signNo);
  const isGood =
    found !== undefined &&
    !found.isOver &&
    found.operator === operator &&
    now - found.at < SIGN_IN_MS_MAX;
  if (!isGood) throw new OneCardError('national.not-signed-in');
}
