import { type ErrorTexts, texts } from './table.ts';

/** The security module refuses, or is not there. */
export const SAM_ERRORS = {
  'sam.role-not-allowed': texts(
    [
      '安全模块的角色不允许这项操作',
      '只读（READ）模块被用于结算，或发卡（ISSUE）功能用在了前台',
      '不能办理；请联系信息科更换安全模块',
      'detail 给出 role 与 use；结算需要 SETTLE，写静态文件、换密钥、解锁 PIN 需要 ISSUE',
    ],
    [
      'the role of the security module does not allow this use',
      'a READ module is used to settle, or an issuing function at a front desk',
      'it cannot be done here; have the IT department change the module',
      'detail names role and use; settling needs SETTLE; static files, keys and unblocking need ISSUE',
    ],
  ),
  'sam.expired': texts(
    [
      '安全模块已过有效期',
      '模块到期未更换，或它曾见到一个错误的未来日期',
      '停止结算；请联系信息科更换安全模块',
      '模块以见过的最晚时间判断；更换模块，不要回拨时钟',
    ],
    [
      'the security module is past its last day',
      'it was not replaced in time, or it was once shown a wrong date in the future',
      'stop settling; have the IT department replace the module',
      'it judges by the latest time it ever saw: replace it, setting the clock back does nothing',
    ],
  ),
  'sam.pin-needed': texts(
    [
      '安全模块需要先验证 PIN',
      '终端重新启动后操作员还没有输入模块 PIN',
      '请输入安全模块的 PIN',
      '先调用 verifyPin；模块断电后需重新验证',
    ],
    [
      'the security module wants its PIN first',
      'nobody entered it since the terminal was started',
      'enter the PIN of the security module',
      'call verifyPin; the module forgets it when it loses power',
    ],
  ),
  'sam.pin-blocked': texts(
    [
      '安全模块的 PIN 已锁定',
      'PIN 连续输错达到上限',
      '停止使用；请联系县级经办机构更换或解锁模块',
      '模块不再做任何事；status 的 pin 为 blocked',
    ],
    [
      'the PIN of the security module is blocked',
      'a wrong PIN was entered too often',
      'stop using it; ask the county office to replace or unblock the module',
      'the module does nothing more; status says pin blocked',
    ],
  ),
  'sam.limit-reached': texts(
    [
      '安全模块当日的基金支付总额已达上限',
      '当日结算很多，或模块被盗用',
      '今日不能再结算；请联系县级经办机构',
      'detail 不含金额；上限随模块发放，次日（以它见到的日期）重新计算',
    ],
    [
      'the security module has signed for as much as it may in one day',
      'it was a busy day, or the module is misused',
      'settle nothing more today; call the county office',
      'the limit was fixed when the module was issued; it starts anew with the next day that it sees',
    ],
  ),
  'sam.uses-exhausted': texts(
    [
      '安全模块的使用次数已用完',
      '模块到了更换的时候，或有程序在循环调用它',
      '请联系信息科更换安全模块',
      'status 的 usesLeft 提前可见；每次开通道、写状态码、签名各计一次',
    ],
    [
      'the security module has used up its number of uses',
      'it is time to replace it, or a program calls it in a loop',
      'have the IT department replace the module',
      'usesLeft of status tells in time; each channel, state code and signature counts one',
    ],
  ),
  'sam.key-version-unknown': texts(
    [
      '安全模块没有这个版本的密钥',
      '卡的密钥已轮换而模块未更新，或模块属于另一个县',
      '不能办理；请联系信息科更新安全模块',
      'detail 给出 keyVersion；模块的版本见 status 的 keyVersions',
    ],
    [
      'the security module has no key of this version',
      'the card’s keys were rotated and the module was not, or it is another county’s',
      'it cannot be done; have the IT department bring the module up to date',
      'detail names the keyVersion; status lists those of the module',
    ],
  ),
  'sam.statement-refused': texts(
    [
      '安全模块拒绝签名：结算内容不合规定',
      '各支付方金额与总额不符，或该结算写的是另一个模块',
      '不要收费；请联系信息科',
      'detail.rule 为 amounts 或 sam-id；模块自己读取结算并计算摘要',
    ],
    [
      'the security module does not sign: the statement breaks a rule',
      'amounts do not add up to the total, or the statement names another module',
      'do not charge; call the IT department',
      'detail.rule is amounts or sam-id; the module reads the statement and hashes it by itself',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
