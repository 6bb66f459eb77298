/** What a function is called with: the driver's own parameters, and what a keypad would have given. */

import { z } from 'zod';
import { SecretPin } from '../../../model/index.ts';
import { billField } from '../../api/bill.ts';
import { TEXT_CHARACTERS_MAX } from './limits.ts';

const text = z.string().max(TEXT_CHARACTERS_MAX);
/** Checked and put away at once; what is wrong with it is told without it. */
const pin = z
  .string()
  .max(16)
  .meta({ description: '密码；由密码键盘输入时不传 absent where a keypad is there' });

export const DRIVER_REQUEST = z.strictObject({
  iType: z.int().optional().meta({ description: '1 接触 2 非接 3、4 自动' }),
  iAuthType: z.int().optional().meta({ description: '1 密码 2 读密钥' }),
  pCardInfo: text.optional().meta({ description: '卡识别码|卡号|' }),
  pFileAddr: text.optional().meta({ description: 'SSSEEF05|01|07|$SSSEEF06|08|09|$' }),
  pPayInfo: text.optional().meta({ description: '家庭账户支付|基金支付|时间|' }),
  pKey: text.optional(),
  pWriteData: text.optional(),
  pin: pin.optional(),
  oldPin: pin.optional(),
  newPin: pin.optional(),
  pBill: billField.optional(),
  pBillNumber: z.string().max(30).optional(),
  operator: z
    .string()
    .min(1)
    .max(60)
    .regex(/^[^\p{C}]+$/u)
    .optional(),
});
export type DriverRequest = z.output<typeof DRIVER_REQUEST>;

/** @returns undefined for what is no PIN */
export function pinOf(digits: string | undefined): SecretPin | undefined {
  if (digits === undefined) return undefined;
  try {
    return new SecretPin(digits);
  } catch {
    return undefined;
  }
}
