import type { ErrorCode, ErrorDetail } from '../../errors/index.ts';
import type { Ending, Reply } from './childLink.ts';
import type { ChildError } from './protocol.ts';

export interface VendorFailure {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
  /** The child is dead or cannot be trusted any more. */
  readonly isFatal: boolean;
  /** The library was called, and nobody knows what it did. */
  readonly isInDoubt: boolean;
}

/** What a reply that is no result is called. */
export function failureOf(reply: Exclude<Reply, { outcome: 'result' }>): VendorFailure {
  switch (reply.outcome) {
    case 'hung':
      return { code: 'vendor.child-hung', detail: {}, isFatal: true, isInDoubt: true };
    case 'ended':
      return failureOfEnding(reply.ending);
    case 'error':
      return failureOfError(reply.error);
  }
}

function failureOfEnding(ending: Ending): VendorFailure {
  switch (ending.how) {
    case 'not-started':
      return {
        code: 'vendor.child-not-started',
        detail: { reason: ending.reason },
        isFatal: true,
        isInDoubt: false,
      };
    case 'violated':
      return {
        code: 'vendor.protocol-violated',
        detail: { rule: ending.rule },
        isFatal: true,
        isInDoubt: true,
      };
    case 'exited': {
      const { how: _, ...detail } = ending;
      return { code: 'vendor.child-crashed', detail, isFatal: true, isInDoubt: true };
    }
  }
}

function failureOfError({ code, argument, reason }: ChildError): VendorFailure {
  const why = reason === undefined ? {} : { reason };
  const where = argument === undefined ? {} : { argument };
  switch (code) {
    case 'library-not-loaded':
      return {
        code: 'vendor.library-not-loaded',
        detail: why,
        isFatal: true,
        isInDoubt: false,
      };
    case 'function-missing':
      return { code: 'vendor.function-missing', detail: {}, isFatal: false, isInDoubt: false };
    case 'buffer-overrun':
      return { code: 'vendor.buffer-overrun', detail: where, isFatal: true, isInDoubt: true };
    case 'output-unterminated':
    case 'output-too-long':
      return {
        code: 'vendor.malformed-answer',
        detail: { ...where, rule: code },
        isFatal: false,
        isInDoubt: true,
      };
    case 'protocol-not-spoken':
    case 'bad-request':
    case 'call-refused':
      return {
        code: 'vendor.protocol-violated',
        detail: { rule: code, ...where, ...why },
        isFatal: true,
        isInDoubt: false,
      };
  }
}
