import { type ErrorTexts, texts } from './table.ts';

/** Settlements without the centre. */
export const OFFLINE_ERRORS = {
  'offline.limits-malformed': texts(
    [
      '脱机限额文件的内容不合规定',
      '文件传输中损坏，或由更新版本的程序签发',
      '不能脱机结算；请联系信息科重新取得限额文件',
      'detail 给出字段与应有形式；限额由县用 signOfflineLimits 签发，逐项都须填写',
    ],
    [
      'a document of off-line limits has not its form',
      'the file was damaged on its way, or a newer program signed it',
      'nothing is settled off line; have the IT department fetch the limits anew',
      'the detail names field and form; a county issues limits with signOfflineLimits, and no figure may be absent',
    ],
  ),
  'offline.waits': texts(
    [
      '脱机结算还没有送达参合地中心',
      '中心不通，或尚未上传',
      '结算有效，已收的费用不变；联机后先上传，再办理冲正',
      '用 onecard outbox send 或 terminal.sendOutbox() 上传；中心收下后才能冲正',
    ],
    [
      'a settlement that was made off line has not reached the home county’s centre yet',
      'the centre is out of reach, or nobody has sent the outbox',
      'the settlement stands as it was charged; send it once the link is back, and reverse only then',
      'send with onecard outbox send or terminal.sendOutbox(); a centre reverses what it has',
    ],
  ),
  'offline.not-taken': texts(
    [
      '参合地中心对这一笔脱机结算报错，没有受理',
      '两端程序版本不一致，或中心程序处理这一笔时出错',
      '结算有效，已收的费用不变；请把结算号报给信息科和县合管中心，处理后再上传',
      'detail 中有结算号，cause 是中心的错误；修好后运行 onecard outbox send。连接不通须报 centre.unreachable',
    ],
    [
      "the home county's centre answered this off-line settlement with an error, and did not take it",
      'the programs at both ends are of different versions, or the centre failed at this very one',
      'the settlement stands as it was charged; give its number to the IT department and the county centre, and send again afterwards',
      "the detail has the id, the cause is the centre's error; run onecard outbox send once it is mended. A broken link has to be centre.unreachable",
    ],
  ),
  'offline.card-decides': texts(
    [
      '脱机结算没有写完，是否成立只有卡知道',
      '写卡时断电或取走了卡',
      '不要收费；请同一张卡再次刷卡，终端会按卡上状态完成或作废；卡已留下或遗失的，次日起可不用卡撤销',
      '脱机时卡是提交点：刷卡后再查询或冲正',
    ],
    [
      'an off-line settlement was broken off, and only its card knows whether it stands',
      'the power went or the card was taken while it was written',
      'charge nothing; tap the same card again, and the terminal finishes it or voids it by what the card shows; from the next day on it can be called off without the card',
      'off line the card is the commit point: tap it, then ask or reverse',
    ],
  ),
  'offline.under-review': texts(
    [
      '该脱机结算由中心人工复核，不能在终端冲正',
      '中心认为签名、登记或结算号有问题',
      '请等待县合管中心的复核结论',
      '复核清单中的结论（认可或追回）代替冲正',
    ],
    [
      'the centre holds this off-line settlement for a review, and no terminal takes it back',
      'signature, registration or id did not convince the centre',
      'wait for what the county centre decides',
      'the decision on the review list, accepted or recovered, takes the place of a reversal',
    ],
  ),
  'centre.limits-refused': texts(
    [
      '中心不收这份脱机限额：不是本县的，或版本号不高于已公布的',
      '文件拿错，或签发时没有把版本号加一',
      '请联系县合管中心',
      'detail 中有县代码、版本与已知版本；以更高的版本号重新签发',
    ],
    [
      'the centre refuses these off-line limits: another county’s, or no newer version than it has',
      'the wrong file, or nobody raised the version before signing',
      'call the county centre',
      'the detail names county, version and the known version; sign anew with a higher one',
    ],
  ),
  'centre.unknown-card': texts(
    [
      '中心没有登记这张卡',
      '卡号有误，或卡属于另一个县',
      '核对卡号',
      '先用 register 登记卡，再记录其状态',
    ],
    [
      'the centre has no registration of this card',
      'a wrong serial, or a card of another county',
      'check the serial',
      'register the card before recording how it stands',
    ],
  ),
  'centre.standing-otherwise': texts(
    [
      '该卡自同一时刻起已记录了另一种状态，本次未记录',
      '同一时刻先后登记了不同的状态',
      '核对挂失或解挂的时间，请联系县合管中心',
      'detail 中有已记录的状态；记录只增不改，以更晚的 since 记录新的状态',
    ],
    [
      'from this very instant on the card is recorded to stand in another way; nothing was recorded now',
      'two standings were given for one instant',
      'check when the card was reported lost or found, and call the county centre',
      'the detail names the standing that is recorded; records only grow: record the new one with a later since',
    ],
  ),
  'centre.review-unknown': texts(
    [
      '复核清单中没有这个结算号',
      '结算号有误，或该笔无须复核',
      '核对结算号',
      '用 reviews() 列出清单',
    ],
    [
      'the review list has no such settlement',
      'a wrong id, or a settlement that nobody has to look at',
      'check the settlement number',
      'list the items with reviews()',
    ],
  ),
  'centre.review-not-signed': texts(
    [
      '复核决定没有登记复核员的有效签名，未作改动',
      '用了别人的密钥、签名后改了内容，或该复核员的公钥未登记',
      '请联系县合管中心，由登记的复核员本人签名',
      '用 signReviewDecision 对同一内容签名；先以 registerReviewer 登记 operator 与公钥',
    ],
    [
      'the decision of a review has no valid signature of a registered reviewer; nothing was changed',
      "another's key was used, something was changed after signing, or the reviewer's key is not registered",
      'have the county centre let the registered reviewer sign in person',
      'sign the same contents with signReviewDecision; register operator and public key with registerReviewer first',
    ],
  ),
  'centre.review-resolved': texts(
    [
      '该笔复核已有结论，与本次不同',
      '另一名经办人已处理',
      '查看已有结论，不要重复处理',
      '结论写入后不再改变；如需撤销结算，另行冲正',
    ],
    [
      'this review was ended before, in another way',
      'another operator has decided it',
      'read that decision and leave it',
      'a decision never changes; to undo the settlement, reverse it',
    ],
  ),
  'centre.review-not-possible': texts(
    [
      '该结论不适用于此笔：未入账的不能更正，已冲正的、账单已另笔结算的不能认可',
      '选错了结论',
      '未入账的选认可或向医院追回；已冲正的、账单已另笔结算的只能追回',
      'detail 中有所选结论；见 docs/offline.md 的复核表',
    ],
    [
      'this decision does not fit: what was not posted cannot be corrected; what was reversed, or settled under another id meanwhile, cannot be accepted',
      'the wrong decision was chosen',
      'accept or recover what is held; recover what was reversed or settled again',
      'the detail names the decision; see the table of reviews in docs/offline.md',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
