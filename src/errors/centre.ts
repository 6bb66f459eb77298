import { type ErrorTexts, texts } from './table.ts';

/** The county centre. */
export const CENTRE_ERRORS = {
  'centre.unreachable': texts(
    [
      '参合地中心没有应答',
      '网络中断，或中心程序已停止',
      '结果未知：不要收费也不要重做，网络恢复后再刷同一张卡',
      '没有应答不等于失败：按结算号查询，超过期限再冲正',
    ],
    [
      "the home county's centre does not answer",
      'the network is down, or the centre was stopped',
      'the outcome is unknown: charge nothing, redo nothing, tap the same card once the network is back',
      'no answer is not a failure: query by id, and reverse only after the deadline',
    ],
  ),
  'centre.other-county': texts(
    [
      '该中心数据文件属于另一个县',
      '区划代码设置有误，或文件被复制过来',
      '请联系县合管中心',
      '一个中心只管一个参合县：换用该县自己的数据文件',
    ],
    [
      "the centre's file belongs to another county",
      'the county code is set wrongly, or the file was copied from elsewhere',
      'call the county centre',
      "a centre serves one home county: use that county's own file",
    ],
  ),
  'centre.plan-of-another-county': texts(
    [
      '交给中心的补偿方案不是本县的',
      '方案文件放错，或县代码有误',
      '请联系县合管中心',
      '打开中心时只传入本县方案的各版本；就医地目录可以是外县的',
    ],
    [
      'a plan given to the centre is not of its county',
      'the wrong plan file, or a wrong county code in it',
      'call the county centre',
      "open a centre with its own county's plans only; catalogues may be of other counties",
    ],
  ),
  'centre.registered-otherwise': texts(
    [
      '该卡、终端或复核员已用不同的密钥或归属登记',
      '卡号重复、卡片重制后沿用旧号，或安全模块更换后登记时未说明',
      '请联系县合管中心核对登记',
      '卡号登记后不改密钥与归属：换卡用新卡号；换模块时登记须带 replaces 说明（onecard issuer sam replace 先停用旧模块）',
    ],
    [
      'this card, terminal or reviewer is registered with another key or owner',
      'a serial used twice, a card made anew under its old serial, or another module without a statement',
      'have the county centre check the registration',
      'key and owner of a serial never change: a new card takes a new serial; another module is registered with a statement in replaces (onecard issuer sam replace blocks the old one first)',
    ],
  ),
  'centre.module-not-replaced': texts(
    [
      '换模块的登记与签发县的名单不符，未作改动',
      '旧模块未停用、新模块没有有效证书，或新模块以前用过',
      '请联系县合管中心：先补发模块，再登记终端',
      'detail 中有新旧模块的状态；运行 onecard issuer sam replace 并把新证书与名单交给中心，再登记',
    ],
    [
      "another module in a terminal contradicts the issuing county's lists; nothing was changed",
      'the old module is not blocked, the new one has no good certificate, or it was replaced here before',
      'have the county centre replace the module first, then register the terminal',
      'the detail has how both stand; run onecard issuer sam replace, give the centre the new certificate and list, then register again',
    ],
  ),
  'centre.unknown-terminal': texts(
    [
      '中心没有登记该终端及其安全模块',
      '终端新装未备案，或安全模块已更换',
      '不要收费；请联系信息科向参合地中心备案',
      '先登记 terminalId、samId 与公钥；三者须与陈述一致',
    ],
    [
      'the centre has no registration of this terminal with this security module',
      'the terminal is new, or its security module was changed',
      'do not charge; have the IT department register the terminal with the home county',
      'register terminalId, samId and public key; a statement must name the same',
    ],
  ),
  'centre.unknown-catalogue': texts(
    [
      '中心没有就医地目录的这一版本',
      '就医县目录已更新，参合地尚未收到',
      '不要收费；请联系参合地合管中心更新目录',
      'detail 中有目录编号与版本；把同一版本装入中心',
    ],
    [
      "the centre has not this version of the treating county's catalogue",
      'the treating county published a new one that has not reached the home county',
      'do not charge; have the home county load the catalogue',
      'the detail has id and version of the catalogue; load the same into the centre',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
