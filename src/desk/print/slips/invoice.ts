/**
 * 医疗收费电子票据: the hospital's own e-invoice for the visit, which its system issues and whose number
 * is printed on the slip (财政电子票据管理办法, 财政部令第113号: 票据代码 8 digits, 票据号码 10, 校验码 6).
 */
export interface Invoice {
  /** 票据代码 */
  readonly code: string;
  /** 票据号码 */
  readonly number: string;
  /** 校验码 */
  readonly check?: string;
}

export const INVOICE_PATTERNS = {
  code: /^\d{8}$/,
  number: /^\d{10}$/,
  check: /^[0-9A-Za-z]{6}$/,
} as const;
