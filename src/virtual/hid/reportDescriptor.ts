/**
 * Report descriptors, HID 1.11 §6.2.2: what tells a system which reports a device has. Here one
 * collection of byte arrays:
 *
 * ```
 * 06 usage page | 09 usage | A1 01 collection (application)
 *   [85 report id] 09 usage 15 00 26 FF 00 75 08 95 count 81/91/B1 02   each report
 * C0
 * ```
 */

import { concat } from '../../bytes.ts';

/** Main items of HID 1.11 §6.2.2.4 with the flags data, variable, absolute. */
const MAIN_ITEMS = { input: 0x81, output: 0x91, feature: 0xb1 } as const;

/** Logical minimum 0, logical maximum 255, report size 8 bits. */
const BYTE_ARRAY = [0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08];

export interface DescribedReport {
  readonly kind: keyof typeof MAIN_ITEMS;
  /** 0 where reports are not numbered. */
  readonly reportId: number;
  /** Bytes without the id. */
  readonly bytes: number;
}

export function reportDescriptor(
  { usagePage, usage }: { readonly usagePage: number; readonly usage: number },
  reports: readonly DescribedReport[],
): Uint8Array {
  const head = Uint8Array.of(0x06, usagePage & 0xff, usagePage >> 8, 0x09, usage, 0xa1, 0x01);
  const described = reports.map(({ kind, reportId, bytes }, index) =>
    Uint8Array.from([
      ...(reportId === 0 ? [] : [0x85, reportId]),
      // Usages follow the collection's own.
      0x09,
      0x20 + index,
      ...BYTE_ARRAY,
      ...(bytes < 0x100 ? [0x95, bytes] : [0x96, bytes & 0xff, bytes >> 8]),
      MAIN_ITEMS[kind],
      0x02,
    ]),
  );
  return concat([head, ...described, Uint8Array.of(0xc0)]);
}
