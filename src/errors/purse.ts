import { type ErrorTexts, texts } from './table.ts';

/** Electronic purses on cards in use, and cards of other issuers. */
export const PURSE_ERRORS = {
  'purse.not-on-card': texts(
    [
      '卡上没有所要的电子钱包账户',
      '该卡没有个人账户或家庭账户应用，或应用标识与当地配置不同',
      '请改用其他付款方式',
      '核对传入的 PurseApplication；应用标识由发卡地规定',
    ],
    [
      'the card has no purse for the account that was asked for',
      'it was issued without that account, or the application identifier differs from the configured one',
      'take the payment another way',
      'check the PurseApplication that was passed; the issuer decides its identifier',
    ],
  ),
  'purse.psam-refused': texts(
    [
      '消费安全模块（PSAM）拒绝计算 MAC1',
      '模块没有该发卡方的消费密钥、未授权或已锁定',
      '没有扣款；请改用其他付款方式并联系信息科',
      '查看 sw；INITIALIZE 之后、8054 之前失败，卡上余额未变',
    ],
    [
      'the purchase security module (PSAM) refused to compute MAC1',
      'it lacks the issuer’s purchase key, is not authorised or is blocked',
      'nothing was debited; take the payment another way and call the IT department',
      'see sw; this is before the debit command, so the balance did not move',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
