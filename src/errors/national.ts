import { type ErrorTexts, texts } from './table.ts';

/** The façade of the national interface: what it answers with -1. */
export const NATIONAL_ERRORS = {
  'national.field-wrong': texts(
    [
      '报文字段缺失或不合规定',
      '医院系统没有给出该字段，或长度、类型、取值不对',
      '未办理；请更正后用新的报文号重发',
      '按 err_msg 中的字段位置与要求更正，见 docs/desk-national.md',
    ],
    [
      'a field of the message is missing or not as it should be',
      'the hospital system left it out, or its length, kind or value is wrong',
      'nothing was done; correct it and send it under a new message number',
      'correct the field that err_msg names, by docs/desk-national.md',
    ],
  ),
  'national.unknown-transaction': texts(
    [
      '不支持该交易编码',
      '交易编码写错，或本服务不办理该交易',
      '未办理；该业务请在县合管中心或原系统办理',
      '所支持的交易见 docs/desk-national.md',
    ],
    [
      'this transaction is not served',
      'its number is wrong, or this service does not do it',
      'nothing was done; use the county centre or the system that did it before',
      'docs/desk-national.md lists what is served',
    ],
  ),
  'national.signature-refused': texts(
    [
      '报文签名缺失或验签不通过',
      '密钥或密钥串不一致，或签名后内容被改动',
      '未办理；请联系信息科核对密钥',
      '按 docs/desk-national.md 的规则组串后用 SM3withSM2 签名',
    ],
    [
      'the signature of the message is missing or does not verify',
      'the keys or the secret differ, or the content was changed after it was signed',
      'nothing was done; ask the IT department to compare the keys',
      'put the text together by docs/desk-national.md and sign it by SM3withSM2',
    ],
  ),
  'national.not-signed-in': texts(
    [
      '未签到，或签到已失效',
      '签到编号不存在、已签退、超过一天，或不是该经办人的',
      '未办理；请先签到 9001',
      '用 9001 返回的签到编号，并在每个报文中带上',
    ],
    [
      'not signed in, or not any more',
      'the sign-in is unknown, signed out, older than a day, or of another operator',
      'nothing was done; sign in first (9001)',
      'put the number that 9001 answered into every message',
    ],
  ),
  'national.other-institution': texts(
    [
      '报文的机构、就医地或参保地与本机登记的不一致',
      '医院系统的机构编码或区划代码配置有误，或卡来自另一参合地',
      '未办理；请联系信息科核对编码',
      '机构编码与就医地区划须与服务启动时给出的一致，参保地区划取自 1101',
    ],
    [
      'institution, area of treatment or home area are not those known here',
      'a code is set wrongly in the hospital system, or the card is of another area',
      'nothing was done; ask the IT department to compare the codes',
      'institution and area are those that the service was started with; the home area is what 1101 told',
    ],
  ),
  'national.other-person': texts(
    [
      '读卡器中的卡不是该人员的',
      '换了卡，或证件号、姓名与卡内不符',
      '未办理；请放回本人的卡后重试',
      '凭证号取卡号或卡内身份证号，卡识别码取卡号',
    ],
    [
      "the card in the reader is not this person's",
      'another card was put in, or number or name differ from the card',
      "nothing was done; put the person's own card back and try again",
      "the certificate number is the card's number or its identity number",
    ],
  ),
  'national.card-refused': texts(
    [
      '卡片未通过验真',
      '卡已过期、被列入黑名单，或卡内数据验签不通过',
      '未办理；请持卡人到县合管中心核卡',
      'err_msg 列出未通过的检查，见 docs/cards-in-use.md',
    ],
    [
      'the card did not prove itself',
      'it has expired, is on the list of blocked cards, or its data is not as signed',
      'nothing was done; the holder has the card looked at by the county centre',
      'err_msg lists the checks that failed',
    ],
  ),
  'national.unknown-visit': texts(
    [
      '没有该就诊，或不是该人员的就诊',
      '就诊号写错，或该就诊是在另一台服务上登记的',
      '未办理；请核对就诊号，或到登记的窗口办理',
      '一次就诊的全部报文须发往同一服务',
    ],
    [
      'there is no such visit, or it is another person’s',
      'the number is wrong, or the visit was registered at another service',
      'nothing was done; check the number, or go to the desk that registered it',
      'all messages of one visit go to the same service',
    ],
  ),
  'national.visit-state': texts(
    [
      '该就诊目前不能办理此交易',
      '就诊已撤销、已结算，或前一笔尚未办完',
      '未办理；请按提示先办完或撤销前一笔',
      'err_msg 说明当前情况；结果不明的结算用原报文号重发，或用 2601 冲正',
    ],
    [
      'the visit is not where this transaction can be done',
      'it was cancelled or settled, or an earlier message of it has not come to an end',
      'nothing was done; finish or take back the earlier one first',
      'err_msg says where it stands; repeat a settlement of unknown outcome under its own number, or use 2601',
    ],
  ),
  'national.lines-refused': texts(
    [
      '费用明细不能入账',
      '项目不在目录、金额与单价乘数量不符、对照不一致，或序号重复',
      '本批明细均未入账；请更正后重传',
      'err_msg 指出明细序号与原因；整批要么全收要么全不收',
    ],
    [
      'lines are not taken',
      'an item is not in the catalogue, an amount is not price times quantity, a code is mapped otherwise, or a number came twice',
      'none of the batch was taken; correct it and send it again',
      'err_msg names line and reason; a batch is taken whole or not at all',
    ],
  ),
  'national.totals-differ': texts(
    [
      '医院系统的合计与本机不一致',
      '明细漏传、重传，或合计取自另一批明细',
      '未结算，请勿继续；请核对明细后重新上传',
      '总额须等于明细之和，四项分类合计须等于明细上传时返回的各项之和',
    ],
    [
      'the sums of the hospital system are not those known here',
      'lines are missing or came twice, or the sums are of other lines',
      'nothing was settled, and must not be; compare the lines and send them again',
      'the total is the sum of the lines, the four partial sums those that the upload answered',
    ],
  ),
  'national.settlement-refused': texts(
    [
      '不予结算',
      '卡片、人员、账单或方案不允许',
      '未收费；请按所示原因处理',
      'err_msg 给出全部原因；更正后用新的报文号重发',
    ],
    [
      'it is not settled',
      'card, person, bill or plan do not allow it',
      'nothing was charged; act on the reason that is shown',
      'err_msg gives the reasons; correct it and send it under a new message number',
    ],
  ),
  'national.amounts-moved': texts(
    [
      '结算金额与预结算不一致',
      '预结算之后本年累计或费用有变动',
      '未结算；请重新预结算，患者确认后再结算',
      '先 2206/2303，再用新的报文号 2207/2304',
    ],
    [
      'the amounts are not those of the pre-settlement',
      'the figures of the year or the charges moved since',
      'nothing was settled; pre-settle again, and settle once the patient agrees',
      '2206/2303 first, then 2207/2304 under a new message number',
    ],
  ),
  'national.undecided': texts(
    [
      '结果未定',
      '中心未答复、卡未写完，或仍在进行',
      '请勿收费、勿退费；请用同一报文号重发，卡放在读卡器上',
      '同一报文号重发不会重复结算；放弃则用 2601 冲正',
    ],
    [
      'the outcome is not decided yet',
      'the centre gave no answer, the card was not written to its end, or it still goes on',
      'charge nothing, pay nothing back; send the same message number again with the card in place',
      'the same number never settles twice; to give up, reverse it with 2601',
    ],
  ),
  'national.reversal-refused': texts(
    [
      '不能冲正或撤销',
      '原报文不是可冲正的交易，或方案、状态不允许',
      '未冲正；请按所示原因处理',
      '可冲正 2207、2304、2401；撤销后的结算不能恢复，请重新结算',
    ],
    [
      'it cannot be taken back',
      'the original is no transaction that can be, or plan or state do not allow it',
      'nothing was taken back; act on the reason that is shown',
      '2207, 2304 and 2401 can be reversed; what was taken back does not come back: settle anew',
    ],
  ),
  'national.message-reversed': texts(
    [
      '该报文已被冲正',
      '2601 冲正在先，原报文迟到或被重发',
      '未办理；如需办理请用新的报文号',
      '2601 之后原报文号不再有效',
    ],
    [
      'this message was reversed',
      '2601 came before it, or it was sent again afterwards',
      'nothing was done; use a new message number',
      'after 2601 the original number is not valid any more',
    ],
  ),
  'national.message-used': texts(
    [
      '该报文号已用于另一报文，或其答复已过保留期',
      '医院系统重复使用报文号，或在一周之后重发',
      '未办理；请用新的报文号，结算请先查询',
      '报文号为机构编码、时间与流水四位，不得重复；答复保留七天',
    ],
    [
      'this message number stands for another message, or its answer is not kept any more',
      'the hospital system used a number twice, or repeated it after a week',
      'nothing was done; use a new number, and look up settlements first',
      'a number is institution, time and four digits, once; answers are kept for seven days',
    ],
  ),
  'national.not-served': texts(
    [
      '本机不办理该业务',
      '服务启动时没有配置该部分，或要求在本机窗口确认',
      '未办理；请到能办理的窗口',
      'err_msg 说明缺少什么，见 docs/desk-national.md',
    ],
    [
      'this desk does not do it',
      'the service was started without that part, or asks for a yes in its own window',
      'nothing was done; go to a desk that does it',
      'err_msg says what is missing, see docs/desk-national.md',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
