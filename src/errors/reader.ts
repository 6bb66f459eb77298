import { type ErrorTexts, texts } from './table.ts';
import { VIRTUAL_ERRORS } from './virtual.ts';

/** Readers: the road from this program to the card. Codes in the order of that road. */
export const READER_ERRORS = {
  'reader.binding-not-available': texts(
    [
      '调用读卡服务所需的 koffi 组件无法在本机加载',
      '安装时省略了 optionalDependencies，或该系统没有预编译文件',
      '请联系信息科重新安装本软件',
      '执行 npm install koffi（不要加 --omit=optional），并核对系统与处理器架构',
    ],
    [
      'koffi, which calls the reader service, cannot be loaded on this computer',
      'optional dependencies were left out of the installation, or this system has no prebuilt file',
      'ask the IT department to install the software again',
      'run npm install koffi without --omit=optional and check system and processor architecture',
    ],
  ),
  'reader.library-not-found': texts(
    [
      '本机没有 PC/SC 程序库',
      '未安装 pcsc-lite（Linux），或系统文件受损',
      '请联系信息科安装读卡服务',
      'Debian/Ubuntu：apt-get install pcscd；RHEL：dnf install pcsc-lite；Windows 与 macOS 自带',
    ],
    [
      'this computer has no PC/SC library',
      'pcsc-lite is not installed (Linux), or system files are damaged',
      'ask the IT department to install the reader service',
      'Debian/Ubuntu: apt-get install pcscd; RHEL: dnf install pcsc-lite; part of Windows and macOS',
    ],
  ),
  'reader.service-not-available': texts(
    [
      '读卡服务没有运行，或本程序连接不上',
      '服务未启动；Windows 未接读卡器时服务会停止；远程桌面会改用对方电脑的读卡器',
      '请插好读卡器再试，仍不行请联系信息科',
      'Linux：systemctl enable --now pcscd.socket；Windows：检查 SCardSvr；远程桌面：在本地会话运行',
    ],
    [
      'the reader service is not running or cannot be reached',
      'it was not started; Windows stops it without a reader; a remote desktop redirects it',
      'plug the reader in and try again, then call the IT department',
      'Linux: systemctl enable --now pcscd.socket; Windows: check SCardSvr; remote desktop: run locally',
    ],
  ),
  'reader.service-stopped': texts(
    [
      '操作期间读卡服务停止或重新启动',
      '服务被升级、重启，或最后一个读卡器被拔下',
      '请重新放卡再读',
      '重新 connect 并读卡；写卡途中发生时先读状态再决定，不要直接重发',
    ],
    [
      'the reader service stopped or restarted during the operation',
      'it was updated or restarted, or the last reader was unplugged',
      'put the card in again and read it again',
      'connect and read anew; if it happened during a write, read the state first and never resend',
    ],
  ),
  'reader.service-busy': texts(
    [
      '读卡服务过忙，拒绝了调用',
      '过多程序同时使用读卡器',
      '请关闭其他读卡软件后重试',
      '检查是否有程序打开了很多上下文而不释放',
    ],
    [
      'the reader service is too busy and refused the call',
      'too many programs use readers at the same time',
      'close other card software and try again',
      'look for a program that opens contexts without releasing them',
    ],
  ),
  'reader.not-permitted': texts(
    [
      '当前用户无权使用读卡服务或卡',
      'polkit 规则只允许本地登录用户，程序以服务或远程用户运行',
      '请联系信息科开通权限',
      '为 org.debian.pcsc-lite.access_pcsc 与 access_card 两个动作添加 polkit 规则',
    ],
    [
      'this user may not use the reader service or the card',
      'polkit admits only users at the console, and the program runs as a service or remotely',
      'ask the IT department for the permission',
      'add a polkit rule for org.debian.pcsc-lite.access_pcsc and org.debian.pcsc-lite.access_card',
    ],
  ),
  'reader.no-reader': texts(
    [
      '没有找到可用的读卡器',
      '读卡器未插好、未装驱动，或名称筛选条件不匹配',
      '请检查读卡器的连接线与指示灯',
      '用 pcscReaders().list() 查看名称；Linux 请安装 libccid 或厂商驱动',
    ],
    [
      'no usable reader was found',
      'it is not plugged in, has no driver, or the name that was asked for matches none',
      "check the reader's cable and lamp",
      "see the names by pcscReaders().list(); on Linux install libccid or the vendor's driver",
    ],
  ),
  'reader.unknown-reader': texts(
    [
      '系统中没有这个名称的读卡器',
      '读卡器在列出之后被拔下或改名',
      '请重新插好读卡器',
      '重新调用 list() 或 waitForCard()，不要保存旧名称',
    ],
    [
      'the system knows no reader of this name',
      'it was unplugged or renamed after it had been listed',
      'plug the reader in again',
      'call list() or waitForCard() anew and keep no old names',
    ],
  ),
  'reader.reader-removed': texts(
    [
      '使用期间读卡器被拔下或失去连接',
      '连接线松动、USB 口供电不足，或读卡服务重启',
      '请插好读卡器并重新放卡',
      '该连接已失效：重新 waitForCard 和 connect；写卡途中发生时先读状态',
    ],
    [
      'the reader was unplugged or lost while in use',
      'a loose cable, a weak USB port, or a restart of the reader service',
      'plug the reader in and put the card in again',
      'the connection is gone: waitForCard and connect anew; after a write read the state first',
    ],
  ),
  'reader.in-use': texts(
    [
      '另一个程序正在独占读卡器中的卡',
      '旧医院系统、银行控件或 scdaemon 占用',
      '请关闭其他读卡软件后重试',
      '独占连接只能有一个；检查是否忘记 close() 上一次的连接',
    ],
    [
      'another program holds the card for itself',
      'an old hospital program, a bank plug-in, or scdaemon',
      'close other card software and try again',
      'only one exclusive connection can exist: check that the last one was closed',
    ],
  ),
  'reader.no-card': texts(
    [
      '读卡器里没有卡，或在等待时间内没有放卡',
      '卡没有插到底，或放在了另一个读卡器',
      '请把卡插到底，芯片朝上朝里',
      '延长 timeoutMs，或检查 reader 名称筛选',
    ],
    [
      'there is no card in the reader, or none came in time',
      'the card is not pushed in fully, or lies in another reader',
      'push the card in fully, chip up and first',
      'allow a longer timeoutMs, or check the reader name that was asked for',
    ],
  ),
  'reader.card-mute': texts(
    [
      '读卡器里有卡，但卡没有应答',
      '卡放反、芯片脏污或损坏，或不是芯片卡',
      '请翻转卡片或擦净芯片后重插；仍不行请换卡',
      '用 opensc-tool -a 查看是否有 ATR',
    ],
    [
      'there is a card in the reader, but it does not answer',
      'it lies the wrong way round, its chip is dirty or broken, or it is no chip card',
      'turn the card or wipe its chip and insert it again; else issue another card',
      'see by opensc-tool -a whether there is an answer to reset',
    ],
  ),
  'reader.card-removed': texts(
    [
      '操作期间卡被拔出',
      '取卡过早，或卡座接触不良',
      '请重新放卡，等提示后再取出',
      '连接已失效：重新 connect 并读卡；写卡途中发生时先读状态再决定',
    ],
    [
      'the card was pulled out during the operation',
      'it was taken too early, or the contacts are worn',
      'put the card in again and wait for the message before taking it',
      'the connection is gone: connect and read anew; after a write read the state first',
    ],
  ),
  'reader.card-was-reset': texts(
    [
      '另一个程序重置了卡，卡上的会话状态已丢失',
      '多个程序共用同一张卡',
      '请关闭其他读卡软件后重新读卡',
      '连接已恢复，但命令未重发：从 SELECT 开始新的会话；建议 exclusive 连接',
    ],
    [
      'another program reset the card, and its session state is lost',
      'several programs share the card',
      'close other card software and read the card again',
      'the connection was taken up again but nothing was resent: start at SELECT; connect exclusively',
    ],
  ),
  'reader.protocol-mismatch': texts(
    [
      '卡与读卡器没有共同的传输协议',
      '卡在另一种协议下使用，或读卡器不支持该卡',
      '请取出卡重新插入',
      '断开所有连接后重试；本软件接受 T=0 和 T=1',
    ],
    [
      'card and reader have no transmission protocol in common',
      'the card is in use with another protocol, or the reader does not support it',
      'take the card out and insert it again',
      'close every connection and try again; T=0 and T=1 are accepted',
    ],
  ),
  'reader.transmit-failed': texts(
    [
      '与卡的一次数据交换失败',
      '接触不良、卡移动，或卡与读卡器通信出错',
      '请擦净芯片，重新放卡',
      '结果未知：重新 connect 并读取状态，绝不直接重发写命令',
    ],
    [
      'an exchange with the card failed',
      'bad contact, a moved card, or a fault between card and reader',
      'wipe the chip and put the card in again',
      'the outcome is unknown: connect anew and read the state; never resend a write',
    ],
  ),
  'reader.response-too-long': texts(
    [
      '卡的应答超过了接收缓冲区',
      '读卡器驱动报告了错误的长度',
      '请换一个读卡器再试',
      '缓冲区为 65,538 字节，是标准的最大值；请检查驱动版本',
    ],
    [
      "the card's answer does not fit into the buffer",
      'the driver of the reader reports a wrong length',
      'try another reader',
      'the buffer of 65,538 bytes is the most that the standard allows: check the driver',
    ],
  ),
  'reader.call-timed-out': texts(
    [
      '读卡服务在限定时间内没有应答',
      '读卡器或驱动失去响应',
      '请拔下读卡器再插上，然后重新放卡',
      '结果未知：该连接不再可用，重新 connect 后读取状态',
    ],
    [
      'the reader service gave no answer in time',
      'the reader or its driver hangs',
      'unplug the reader, plug it in, and put the card in again',
      'the outcome is unknown: this connection is dead, connect anew and read the state',
    ],
  ),
  'reader.connection-poisoned': texts(
    [
      '该连接因之前的调用超时而停用',
      '之前一次调用没有得到应答，之后的应答可能错位',
      '请重新放卡再读',
      'PC/SC 不能撤回已发出的命令：关闭此连接，重新 connect',
    ],
    [
      'the connection is out of use since an earlier call got no answer in time',
      'that answer may still come, and would be taken for the answer to the next command',
      'put the card in again and read it again',
      'PC/SC cannot take a sent command back: close this connection and connect anew',
    ],
  ),
  'reader.connection-closed': texts(
    [
      '在已关闭的连接上发送了命令',
      '程序关闭连接后仍在使用',
      '请重新读卡',
      'close() 之后不要再用该 transport；重新 connect',
    ],
    [
      'a command was sent on a connection that is closed',
      'the program went on using it after closing it',
      'read the card again',
      'use no transport after its close(); connect anew',
    ],
  ),
  'reader.wait-aborted': texts(
    [
      '等待被取消',
      '操作员取消，或程序退出',
      '需要时请重新开始',
      'AbortSignal 触发或 provider 已 close()；不会中断已发给卡的命令',
    ],
    [
      'the wait was given up',
      'the clerk cancelled it, or the program is ending',
      'start again when needed',
      'the AbortSignal fired or the provider was closed; a command already sent is not interrupted',
    ],
  ),
  'reader.cancelled': texts(
    [
      '读卡服务取消了一次调用',
      '另一个线程对同一上下文调用了 SCardCancel',
      '请重试',
      '不要与其他代码共用 PC/SC 上下文',
    ],
    [
      'the reader service cancelled a call',
      'another thread called SCardCancel on the same context',
      'try again',
      'share no PC/SC context with other code',
    ],
  ),
  'reader.pcsc-failed': texts(
    [
      '读卡服务返回了未归类的错误码',
      '驱动或服务的内部错误，详见 pcsc 字段',
      '请重新插拔读卡器，仍不行请联系信息科',
      '按 detail.pcsc 的十六进制码查阅 PC/SC 文档',
    ],
    [
      'the reader service answered a code without a row of its own',
      'an internal fault of driver or service, see the field pcsc',
      'unplug the reader and plug it in, then call the IT department',
      'look the hexadecimal code of detail.pcsc up in the documentation of PC/SC',
    ],
  ),
  ...VIRTUAL_ERRORS,
} as const satisfies Record<string, ErrorTexts>;
