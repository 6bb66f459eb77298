import { type ErrorTexts, texts } from './table.ts';

/** The card through its secure channel. */
export const CARD_CHANNEL_ERRORS = {
  'card.channel-not-opened': texts(
    [
      '卡片没有接受本终端安全模块的身份证明',
      '安全模块与卡不属于同一个县，密钥版本不符，或有人改动了通信',
      '请重新插卡再试一次；仍失败则不要再试，请持卡人到县级经办机构',
      '见 sw：6300 为主机密文错误，6982 为 MAC 错误；连续失败会被卡计数，不要循环重试',
    ],
    [
      'the card did not accept the proof of this terminal’s security module',
      'module and card are of different counties or key versions, or somebody alters the traffic',
      'insert the card once more; if it fails again do not go on, send the holder to the county desk',
      'see sw: 6300 is a wrong host cryptogram, 6982 a wrong MAC; the card counts failures, so never loop',
    ],
  ),
  'card.channel-dead': texts(
    [
      '与卡的安全通道已中断，不能再使用',
      '此前有一条应答丢失或校验失败',
      '请取出卡片重新插入',
      '关闭会话，重新连接并读卡；写操作是否生效以重新读出的状态为准，不要猜测',
    ],
    [
      'the secure channel to the card has ended and cannot be used again',
      'an answer was lost or did not prove itself',
      'take the card out and insert it again',
      'close the session, connect and read anew; whether a write took place is what the new read shows',
    ],
  ),
  'card.key-version-refused': texts(
    [
      '卡片要求的通道密钥版本与其算法套件或角色不符',
      'EF.CARD 被改动，有人试图降低保护级别，或卡片个人化有误',
      '不要使用此卡结算；请联系县级经办机构核实',
      '密钥版本表见 docs/formats/crypto.md；detail 给出 keyVersion、role 与 suite',
    ],
    [
      'the card names a channel key version that is not of its suite or role',
      'EF.CARD was altered, somebody tries to lower the protection, or the card was personalised wrongly',
      'do not settle with this card; have the county office look into it',
      'the versions stand in docs/formats/crypto.md; detail names keyVersion, role and suite',
    ],
  ),
  'card.year-not-covered': texts(
    [
      '新的参合年度不在卡上已签名的参合记录内，累计不能转入新年度',
      '持卡人未缴纳新年度费用，或卡尚未更新',
      '请持卡人核实缴费；已缴费的到县级经办窗口更新卡',
      '累计年度只能转到 EF.INS 已有的年度；detail 给出 year',
    ],
    [
      'the insurance year is not in the signed record of the card, so the usage cannot roll over to it',
      'the contribution for the new year was not paid, or the card was not brought up to date',
      'ask the holder whether it was paid; if so, the county desk updates the card',
      'usage rolls over only to a year that EF.INS has; detail names the year',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
