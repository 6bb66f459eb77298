import { type ErrorTexts, texts } from './table.ts';

/** The secure channel between a security module and a card. */
export const CHANNEL_ERRORS = {
  'crypto.channel-refused': texts(
    [
      '卡片拒绝建立安全通道',
      '卡内没有该版本的密钥（6A88）、通道次数用尽（6985），或不是本系统的卡',
      '请重新插卡再试；仍失败则请持卡人到县经办机构检查卡片',
      '按 statusWord 判断；先选择应用，再用卡片 EF.CARD 中列出的密钥版本打开通道',
    ],
    [
      'the card refused to open a secure channel',
      'it has no keys of that version (6A88), has used up its channels (6985), or is another card',
      'insert the card again; if it fails again, send the holder to the county office',
      'see statusWord; select the application first and use a key version that EF.CARD lists',
    ],
  ),
  'crypto.channel-downgraded': texts(
    [
      '卡片答复的通道协议或密钥版本与要求不符',
      '有人试图降低安全级别，或卡片个人化有误',
      '停止使用该卡结算，请持卡人到县经办机构核验',
      '只接受 SCP 03、i=70（S8）或 i=71（S16）及所请求的密钥版本；没有降级选项',
    ],
    [
      'the card answered with another channel protocol or key version than the one asked for',
      'somebody tries to lower the protection, or the card was personalised wrongly',
      'do not settle with this card; send the holder to the county office to have it checked',
      'SCP 03 with i=70 (S8) or i=71 (S16) and the version asked for are taken alone; nothing turns this off',
    ],
  ),
  'crypto.channel-card-unproven': texts(
    [
      '卡片没有证明自己持有该卡的密钥',
      '卡片是伪造或复制的，或安全模块中的主密钥属于另一个县',
      '停止使用该卡结算，请持卡人到县经办机构核验',
      '核对序列号、密钥版本与安全模块所属县；卡片密文不符，未发送任何数据',
    ],
    [
      'the card did not prove that it has its keys',
      'it is forged or copied, or the security module has the master keys of another county',
      'do not settle with this card; send the holder to the county office to have it checked',
      'compare serial, key version and the county of the module; the card cryptogram differs, nothing was sent',
    ],
  ),
  'crypto.channel-response-forged': texts(
    [
      '卡片的答复没有通过安全通道的校验',
      '答复在传输中被改动、重放或截断，或读卡器出错',
      '请重新插卡，从读卡开始再做一次；反复出现请更换读卡器并报告信息科',
      '通道已关闭；重新认证后先读卡内状态，不得重发原命令；按 check 判断哪一项不符',
    ],
    [
      'an answer of the card failed the checks of the secure channel',
      'it was changed, replayed or cut short on its way, or the reader is faulty',
      'insert the card again and start from reading; if it comes back, change the reader and tell the IT department',
      'the channel is closed; authenticate anew and read the state before anything else, never send again; see check',
    ],
  ),
  'crypto.channel-closed': texts(
    [
      '安全通道已关闭',
      '此前有一次答复可疑、丢失，或命令次序不对',
      '请重新插卡，从读卡开始再做一次',
      '每次 wrap 之后必须 unwrap；出现疑问后重新打开通道并先读卡，不得沿用旧计数',
    ],
    [
      'the secure channel is closed',
      'an answer was doubtful or lost, or steps came in another order',
      'insert the card again and start from reading',
      'call unwrap after each wrap; after any doubt open a new channel and read first, never reuse the counter',
    ],
  ),
  'crypto.key-block-malformed': texts(
    [
      '密钥更新数据的格式或校验值不符',
      '用了另一把密钥加密，或数据损坏',
      '请联系县经办机构重新更新卡内密钥',
      '按 field 与 index 定位；用卡内现有的 Key-DEK 调用 encodePutKey',
    ],
    [
      'the data of a key update has another form, or a check value does not fit',
      'another key encrypted it, or it is damaged',
      'call the county office to update the keys of the card again',
      'locate it by field and index; call encodePutKey with the Key-DEK that the card has now',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
