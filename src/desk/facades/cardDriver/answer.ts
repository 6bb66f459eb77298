/** What a function answers: 0 and fields that each end with `|`, or a negative number and why. */

import { DRIVER_ERRORS, type DriverError, driverError } from './errors.ts';

export interface DriverAnswer {
  readonly return: number;
  readonly pOutInfo: string;
}

/** Fields in their order; what separates fields stands in none of them. */
export function fields(values: readonly (string | number)[]): DriverAnswer {
  return { return: 0, pOutInfo: fieldText(values) };
}

export function fieldText(values: readonly (string | number)[]): string {
  return values.map((value) => `${String(value).replaceAll(/[|$\p{Cc}]/gu, ' ')}|`).join('');
}

/** @param more what the number leaves open; nothing of the card or the holder */
export function failure(number: DriverError, more?: string): DriverAnswer {
  const text = DRIVER_ERRORS[number].zh;
  return { return: Number(number), pOutInfo: more === undefined ? text : `${text}：${more}` };
}

export function thrown(error: unknown): DriverAnswer {
  return failure(driverError(error));
}
