import { type ErrorTexts, texts } from './table.ts';

/** A vendor's library in its child process. */
export const VENDOR_ERRORS = {
  'vendor.child-not-started': texts(
    [
      '厂商驱动的子进程没有启动起来',
      '程序文件缺失、被安全软件拦截，或缺少运行库',
      '请联系信息科',
      'reason 给出系统的说法；核对 command，并在命令行中直接运行它',
    ],
    [
      'the child process for the vendor’s driver did not come up',
      'its program is missing, security software stops it, or a runtime is not installed',
      'call the IT department',
      'reason is what the system says; check command and run it by hand',
    ],
  ),
  'vendor.child-crashed': texts(
    [
      '厂商驱动的子进程在调用中崩溃',
      '厂商动态库有缺陷，或读卡器在调用中被拔下',
      '请重新放卡再试；反复出现请换读卡器或驱动版本',
      'function、signal、exitCode 指出位置；mayHaveWritten 为真时先读卡再决定，不得重发',
    ],
    [
      'the child process for the vendor’s driver crashed during a call',
      'the vendor’s library is faulty, or the reader was unplugged meanwhile',
      'put the card in again and retry; if it repeats, change the reader or the driver version',
      'function, signal and exitCode say where; with mayHaveWritten read the card before deciding, never resend',
    ],
  ),
  'vendor.child-hung': texts(
    [
      '厂商驱动在限定时间内没有返回，其子进程已被结束',
      '动态库死锁、读卡器无响应，或有看不见的弹窗在等人',
      '请重新插拔读卡器，再放卡重试',
      '下次调用会重新启动子进程；需要更长时间的函数在绑定中设 timeoutMs；mayHaveWritten 为真时先读卡',
    ],
    [
      'the vendor’s driver did not return in time and its child process was ended',
      'the library is deadlocked, the reader is dead, or an unseen dialogue waits for somebody',
      'unplug the reader and plug it in again, then put the card in and retry',
      'the next call starts a new child; give slow functions a longer timeoutMs in the binding; with mayHaveWritten read the card first',
    ],
  ),
  'vendor.buffer-overrun': texts(
    [
      '厂商驱动写出了给它的缓冲区，其子进程已自行结束',
      '动态库版本与接口不符，返回的数据比约定的长',
      '请联系信息科更换驱动版本',
      'function 与 argument 指出缓冲区；核对厂商头文件，在绑定中加大 sizeBytes',
    ],
    [
      'the vendor’s driver wrote past the buffer it was given, and its child process ended itself',
      'this version of the library answers longer than the interface says',
      'ask the IT department for another version of the driver',
      'function and argument name the buffer; check the vendor’s header and enlarge sizeBytes in the binding',
    ],
  ),
  'vendor.too-many-restarts': texts(
    [
      '厂商驱动的子进程反复失败，不再重新启动',
      '驱动与本机或读卡器不相容',
      '请换读卡器，并联系信息科',
      '最近一次失败见 cause；上限为 restartsMax 次每 restartWindowMs',
    ],
    [
      'the child process for the vendor’s driver failed again and again and is not restarted any more',
      'the driver does not suit this computer or this reader',
      'use another reader and call the IT department',
      'cause is the last failure; the limit is restartsMax in restartWindowMs',
    ],
  ),
  'vendor.protocol-violated': texts(
    [
      '子进程没有按约定的 JSON 行协议说话',
      '子程序版本不符，或厂商动态库向标准输出写了内容',
      '请联系信息科更新子程序',
      'rule 指出不符之处；协议见 docs/readers-vendor.md',
    ],
    [
      'the child process did not keep to the protocol of JSON lines',
      'its program has another version, or the vendor’s library writes to standard output',
      'ask the IT department to update the child program',
      'rule says what does not fit; the protocol is in docs/readers-vendor.md',
    ],
  ),
  'vendor.library-not-loaded': texts(
    [
      '厂商动态库无法载入',
      '文件不在、缺少它依赖的库，或 32 位库配了 64 位程序',
      '请联系信息科检查驱动安装',
      'reason 是系统的说法；32 位库须用 32 位子程序（command）；依赖库放在同一目录',
    ],
    [
      'the vendor’s library cannot be loaded',
      'it is not there, a library it needs is missing, or a 32-bit library meets a 64-bit program',
      'ask the IT department to check the driver’s installation',
      'reason is what the system says; a 32-bit library needs a 32-bit child (command); put the libraries it needs beside it',
    ],
  ),
  'vendor.function-missing': texts(
    [
      '厂商动态库没有所需的函数',
      '驱动版本太旧，或属于另一种接口',
      '请联系信息科更换驱动版本',
      'function 是缺少的函数；核对绑定与厂商头文件',
    ],
    [
      'the vendor’s library lacks a function that is needed',
      'the driver is too old, or of another interface',
      'ask the IT department for another version of the driver',
      'function is what is missing; compare the binding with the vendor’s header',
    ],
  ),
  'vendor.call-failed': texts(
    [
      '厂商驱动返回了错误码',
      'meaning 给出错误码的含义，例如无卡、无 PSAM 卡、不满足安全条件',
      '请按 meaning 处理：放好卡、检查 PSAM 卡，再试一次',
      'function 与 code 指出调用和返回值；为负状态字时 sw 给出状态字',
    ],
    [
      'the vendor’s driver answered with an error code',
      'meaning says what the code stands for, such as no card, no PSAM, security status not satisfied',
      'do as meaning suggests: put the card in, check the PSAM, and try again',
      'function and code name the call and its value; sw is the status word where the code is a negative one',
    ],
  ),
  'vendor.malformed-answer': texts(
    [
      '厂商驱动的应答不符合接口规定的字段格式',
      '驱动是地方变体，或返回了被截断的内容',
      '请联系信息科；不要手工抄录卡上内容',
      'function、field、rule 指出字段和规则（不含内容）；地方变体可在绑定中另行说明',
    ],
    [
      'an answer of the vendor’s driver does not have the fields of the interface',
      'the driver is a local variant, or the answer was cut off',
      'call the IT department; do not copy the card by hand',
      'function, field and rule say what (never the contents); describe a local variant in a binding of its own',
    ],
  ),
  'vendor.security-module-needed': texts(
    [
      '读卡器中没有可用的 PSAM 卡，也没有配置加密机',
      'PSAM 卡未插、算法或密钥级别不够',
      '请检查读卡器中的 PSAM 卡，或联系信息科配置加密机',
      'code 是驱动的返回值；给 vendorCard 传入 hsm 端口即可改走加密机',
    ],
    [
      'the reader has no PSAM that will do, and no HSM is configured',
      'the PSAM is not inserted, or lacks the algorithm or key level',
      'check the PSAM in the reader, or ask the IT department to set up the HSM',
      'code is the driver’s value; give vendorCard an hsm port and it goes that way',
    ],
  ),
  'vendor.hsm-not-answered': texts(
    [
      '加密机没有在限定时间内给出结果',
      '到加密机的网络中断或繁忙',
      '请稍后重新放卡再试；反复出现请联系信息科',
      '驱动停在 Step1，卡未被写入；检查 hsm 端口与加密机服务',
    ],
    [
      'the HSM gave no answer in time',
      'the network to it is down or busy',
      'put the card in again a little later; call the IT department if it repeats',
      'the driver stands after Step1 and nothing was written; check the hsm port and the service behind it',
    ],
  ),
  'vendor.connection-lost': texts(
    [
      '子进程已重新启动，此前的卡连接不再有效',
      '厂商驱动崩溃、无响应或写出了缓冲区',
      '请重新放卡再读',
      '重新 connect；写卡途中发生时先读卡再决定',
    ],
    [
      'the child process was started anew, so this connection to the card is gone',
      'the vendor’s driver crashed, hung or overran a buffer',
      'put the card in again and read it again',
      'connect anew; if it happened during a write, read the card before deciding',
    ],
  ),
  'vendor.closed': texts(
    [
      '厂商驱动已被本程序关闭',
      '程序正在退出，或读卡功能已停用',
      '请重新启动程序',
      'close 之后不能再调用；需要时重新建立 vendorCard',
    ],
    [
      'this program has closed the vendor’s driver',
      'the program is ending, or card reading was switched off',
      'start the program again',
      'nothing can be called after close; make a new vendorCard when needed',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
