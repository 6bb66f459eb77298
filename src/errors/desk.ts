import { type ErrorTexts, texts } from './table.ts';

/** The desk service: who may call it, and what it takes. */
export const DESK_ERRORS = {
  'desk.port-taken': texts(
    [
      '桌面服务要用的端口已被占用',
      '服务已在运行，或另一个程序用了同一端口',
      '关闭重复打开的桌面服务；不行请联系信息科',
      '用 onecard desk --port 换一个端口，页面与 HIS 的地址随之更改',
    ],
    [
      'the port of the desk service is taken',
      'the service runs already, or another program uses the port',
      'close the second copy; else call the IT department',
      'choose another with onecard desk --port, and change the address in page and HIS',
    ],
  ),
  'desk.host-refused': texts(
    [
      '请求的 Host 不是本服务的地址',
      '网页用别的域名指到了本机（DNS 重绑定），或 HIS 配错了地址',
      '不要继续使用打开着的可疑网页；请联系信息科',
      '地址只能写 http://127.0.0.1:端口 或 http://localhost:端口',
    ],
    [
      "the Host of the request is not this service's address",
      'a page made another name point to this computer (DNS rebinding), or the HIS has a wrong address',
      'close web pages you do not know; call the IT department',
      'the address is http://127.0.0.1:PORT or http://localhost:PORT and nothing else',
    ],
  ),
  'desk.origin-refused': texts(
    [
      '网页的来源不在允许名单中',
      '该网页还没有配对，或不是本院的系统',
      '如果是本院系统，请按提示配对；否则关闭该网页',
      '用 onecard desk allow 来源 加入，或让页面通过桌面服务的窗口配对',
    ],
    [
      'the origin of the page is not on the list',
      'the page was never paired, or it is not the hospital’s own',
      'pair it if it is the hospital’s own system; close it otherwise',
      'add it with onecard desk allow ORIGIN, or let the page pair through the service’s window',
    ],
  ),
  'desk.path-refused': texts(
    [
      '请求的路径写法不允许',
      '路径中有编码的斜杠、点段、反斜杠或控制字符，或过长',
      '请联系信息科',
      '只用接口说明 /openapi.json 中的路径，参数按字面写',
    ],
    [
      'the path of the request is not written plainly',
      'it holds encoded slashes, dot segments, backslashes or control characters, or is too long',
      'call the IT department',
      'use the paths of /openapi.json, and write parameters as they are',
    ],
  ),
  'desk.not-found': texts(
    [
      '没有这个地址或编号',
      '编号写错、属于另一个调用方，或该功能没有启用',
      '刷新页面后重试',
      '对照 /openapi.json；编号只有创建它的来源能查',
    ],
    [
      'there is no such address or number',
      'the number is wrong or another caller’s, or the part is not switched on',
      'reload the page and try again',
      'compare /openapi.json; a number is known only to the caller who made it',
    ],
  ),
  'desk.method-refused': texts(
    [
      '该地址不接受这种方法',
      '用 GET 做了会改变状态的事，或方法写错',
      '请联系信息科',
      '按 /openapi.json 的方法调用；GET 从不改变状态',
    ],
    [
      'the address does not take this method',
      'a GET was to change something, or the method is wrong',
      'call the IT department',
      'use the method of /openapi.json; a GET never changes anything',
    ],
  ),
  'desk.media-type-refused': texts(
    [
      '请求体不是该地址接受的类型',
      '用网页表单提交，或没有写 Content-Type: application/json',
      '请联系信息科',
      '以 application/json 发送；表单类型一律不收',
    ],
    [
      'the body is not of a type that the address takes',
      'an HTML form sent it, or Content-Type: application/json is missing',
      'call the IT department',
      'send application/json; types of forms are never taken',
    ],
  ),
  'desk.body-too-large': texts(
    ['请求体过大', '账单异常大，或程序出错', '请联系信息科', '账单上限两万行；其他请求上限 64 KB'],
    [
      'the body is too large',
      'a bill beyond any hospital’s, or a program gone wrong',
      'call the IT department',
      'a bill has at most 20,000 lines; any other body at most 64 KB',
    ],
  ),
  'desk.body-malformed': texts(
    [
      '请求体不是严格的 JSON',
      '编码不是 UTF-8、字段重复、嵌套过深，或内容被截断',
      '重试一次；不行请联系信息科',
      'detail.rule 说明违反了哪一条',
    ],
    [
      'the body is not strict JSON',
      'not UTF-8, a field twice, too deep, or cut off',
      'try once more; then call the IT department',
      'detail.rule says which rule is broken',
    ],
  ),
  'desk.request-invalid': texts(
    [
      '请求的内容与接口说明不符',
      '缺少字段、多出字段，或取值不在范围内',
      '请联系信息科',
      'problems 列出每一处；对照 /openapi.json',
    ],
    [
      'the request does not have the described shape',
      'a field is missing, unknown, or out of its range',
      'call the IT department',
      'problems names each place; compare /openapi.json',
    ],
  ),
  'desk.token-missing': texts(
    [
      '请求没有带令牌',
      '页面还没有配对，或程序没有设置令牌',
      '在页面上点“配对”，输入桌面服务窗口里的六位数字',
      'Authorization: Bearer 后写配对所得的令牌；程序用 onecard desk pair 取得',
    ],
    [
      'the request carries no token',
      'the page was never paired, or the program has no token set',
      'choose “pair” on the page and enter the six digits of the service’s window',
      'Authorization: Bearer with the token of the pairing; a program gets one by onecard desk pair',
    ],
  ),
  'desk.token-refused': texts(
    [
      '令牌无效，或不属于这个来源',
      '配对已撤销，令牌抄错，或令牌属于别的系统',
      '重新配对',
      '令牌只对配对时的来源有效；用 onecard desk grants 查看',
    ],
    [
      'the token is not valid, or not for this origin',
      'the pairing was revoked, the token is mistyped, or it belongs to another system',
      'pair anew',
      'a token holds for the origin it was paired with; see onecard desk grants',
    ],
  ),
  'desk.scope-missing': texts(
    [
      '该配对没有这项权限',
      '配对时没有申请，或被拒绝了这项权限',
      '请有权限的人在桌面服务窗口重新配对',
      'detail.scope 是缺少的权限',
    ],
    [
      'the pairing does not include this scope',
      'it was not asked for when pairing',
      'have the page paired anew, with that scope',
      'detail.scope names the one that is missing',
    ],
  ),
  'desk.rate-limited': texts(
    [
      '请求过于频繁',
      '程序出错反复调用，或有人在试令牌、配对码',
      '稍等再试；反复出现请联系信息科',
      '按 Retry-After 的秒数等待',
    ],
    [
      'too many requests',
      'a program calls in a loop, or somebody tries tokens or codes',
      'wait a little; call the IT department if it comes back',
      'wait for the seconds of Retry-After',
    ],
  ),
  'desk.action-pending': texts(
    [
      '读卡器正在处理另一件事',
      '另一个窗口或系统正在读卡、试算或结算',
      '等它结束再试；不要拔卡',
      '一次只做一个卡操作；用租约把几步连起来',
    ],
    [
      'the reader is at work on something else',
      'another window or system reads, tries or settles',
      'wait for it to end, then try again; leave the card in',
      'one card operation at a time; take a lease to keep several steps together',
    ],
  ),
  'desk.lease-ended': texts(
    [
      '读卡器的租约已经结束',
      '两步之间隔得太久，或租约属于别的调用方',
      '从读卡重新开始',
      '重新取得租约；每次使用都会延长',
    ],
    [
      'the lease on the reader has ended',
      'too long between two steps, or it belongs to another caller',
      'begin again with reading the card',
      'take a new lease; each use extends it',
    ],
  ),
  'desk.key-missing': texts(
    [
      '请求没有带幂等键',
      'HIS 没有为这次操作生成唯一编号',
      '请联系信息科',
      'Idempotency-Key 写 8 至 64 个字母、数字、- 或 _；重发时用同一个',
    ],
    [
      'the request has no idempotency key',
      'the HIS made no number of its own for this operation',
      'call the IT department',
      'Idempotency-Key: 8 to 64 letters, digits, - or _; use the same one when repeating',
    ],
  ),
  'desk.key-conflict': texts(
    [
      '同一幂等键带了不同的内容',
      'HIS 重复使用了编号，或重发时改了内容',
      '先查询原来那笔的结果，再决定',
      '内容变了就换新的键；重发必须逐字节相同',
    ],
    [
      'the same idempotency key came with another content',
      'the HIS used a number twice, or changed the content when repeating',
      'look up what became of the first one before anything else',
      'another content takes a new key; a repetition is the same to the byte',
    ],
  ),
  'desk.pairing-refused': texts(
    [
      '配对码不对，或配对已结束',
      '数字输错、超过两分钟，或试错太多次',
      '重新开始配对，输入新的六位数字',
      'detail.triesLeft 是还可试的次数；为零就重新开始',
    ],
    [
      'the pairing code is wrong, or the pairing has ended',
      'a digit is mistyped, two minutes are over, or too many tries',
      'begin pairing again and enter the new six digits',
      'detail.triesLeft counts down; begin anew at zero',
    ],
  ),
  'desk.window-refused': texts(
    [
      '桌面服务窗口的一次性编号已经用过',
      '窗口被复制或刷新，或有人重放了旧消息',
      '关闭该窗口，在页面上重新打开',
      '每次打开窗口都生成新的编号',
    ],
    [
      'the one-time number of the service’s window was used before',
      'the window was copied or reloaded, or an old message was replayed',
      'close the window and open it from the page again',
      'make a new number each time the window is opened',
    ],
  ),
  'desk.visit-state': texts(
    [
      '这一步在当前状态下不能做',
      '该笔已经确认、取消或结束',
      '看屏幕上的当前状态',
      '先取该笔的状态；已提交的不能取消，只能冲正',
    ],
    [
      'the step does not fit the state of the visit',
      'it was confirmed, cancelled or ended before',
      'look at the state on the screen',
      'get the state first; what was sent is reversed, not cancelled',
    ],
  ),
  'desk.second-person-missing': texts(
    [
      '这笔冲正需要第二人复核',
      '基金支付的金额达到了双人复核的限额',
      '请另一位操作员核对并输入自己的工号',
      'second 写另一位操作员，不能与 operator 相同',
    ],
    [
      'this reversal needs a second person',
      'what the funds paid reaches the limit of two people',
      'have another clerk check it and enter their own number',
      'second names the other clerk, and is not the operator again',
    ],
  ),
  'desk.stopping': texts(
    [
      '桌面服务正在停止',
      '正在更新或关机',
      '稍等再试；进行中的结算会做完',
      '等服务重新启动；用同一幂等键重发',
    ],
    [
      'the desk service is stopping',
      'an update, or the computer shuts down',
      'wait a little; a settlement under way is brought to its end',
      'repeat with the same idempotency key once the service is back',
    ],
  ),
  'desk.list-full': texts(
    [
      '配对或允许的来源已满',
      '旧的配对没有撤销，每次都重新配对',
      '请联系信息科',
      '在服务的窗口撤销不再使用的配对和来源；detail 是上限',
    ],
    [
      'there is no room for another pairing or allowed origin',
      'old pairings were never revoked, and each time a new one was made',
      'call the IT department',
      'revoke what is not used any more in the service’s own window; the detail is the limit',
    ],
  ),
  'desk.audit-broken': texts(
    [
      '审计记录的链条断了',
      '文件被改动，或磁盘损坏',
      '停止使用桌面服务，联系信息科',
      'detail.sequence 是第一条不对的记录；与备份比较',
    ],
    [
      'the chain of the audit log is broken',
      'the file was changed, or the disk is damaged',
      'stop using the service and call the IT department',
      'detail.sequence is the first entry that is wrong; compare a backup',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
