/** What a virtual vendor reader can be told to do wrong with its next APDU. */
export type VendorFault =
  /** The card takes `delayMs` longer. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** No answer at all. */
  | { readonly kind: 'stall' }
  /** The answer ends after `reports` reports. */
  | { readonly kind: 'stall-midway'; readonly reports: number }
  /** The last byte of the reply, the checksum where there is one, is another. */
  | { readonly kind: 'checksum' }
  /** The header of the report `report` is another: flag, count and sequence are not what they were. */
  | { readonly kind: 'fragment-header'; readonly report: number }
  /** The reply's first bytes are another message's. */
  | { readonly kind: 'message-header' }
  /** The reply bears this status, in hexadecimal digits, and no body. */
  | { readonly kind: 'status'; readonly statusHex: string }
  /** The control transfer fails, the device stays. */
  | { readonly kind: 'input-output-error' }
  /** The device is pulled out, before the card has the APDU or in the middle of the answer. */
  | { readonly kind: 'unplug'; readonly when: 'before' | 'midway' };

/** A reply spoilt before it is cut into reports. */
export function spoiltMessage(message: Uint8Array, fault: VendorFault | undefined): Uint8Array {
  if (fault?.kind === 'checksum') return message.with(-1, message.at(-1)! ^ 0xff);
  if (fault?.kind === 'message-header') return message.with(0, message[0]! ^ 0xff);
  return message;
}

/** The reports of a reply, spoilt as `fault` says. */
export function spoiltReports(
  reports: readonly Uint8Array[],
  fault: VendorFault | undefined,
): readonly Uint8Array[] {
  if (fault?.kind === 'stall-midway') return reports.slice(0, fault.reports);
  if (fault?.kind === 'unplug') return reports.slice(0, 1);
  if (fault?.kind !== 'fragment-header') return reports;
  return reports.map((report, index) =>
    index === fault.report ? report.with(0, report[0]! ^ 0x55).with(1, report[1]! ^ 0x55) : report,
  );
}
