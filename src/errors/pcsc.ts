import { type ErrorTexts, texts } from './table.ts';

/** What a PC/SC reader, or the adapter to PC/SC, cannot do. */
export const PCSC_ERRORS = {
  'reader.not-supported': texts(
    [
      '读卡器的驱动不支持该属性或控制命令',
      '该读卡器没有这项功能，或驱动版本较旧',
      '请改用支持该功能的读卡器，或联系信息科',
      '先用 pinPad() 或属性查询判断功能是否存在；功能号见读卡器手册',
    ],
    [
      'the driver of the reader knows no such attribute or control code',
      'the reader lacks the function, or its driver is old',
      'use a reader that has the function, or call the IT department',
      'ask by pinPad() or attribute() whether it is there; the numbers stand in the reader manual',
    ],
  ),
  'reader.adapter-cannot': texts(
    [
      '当前使用的 PC/SC 适配器不具备该能力',
      '选择了 pcsclite 适配器，它没有事务、重连和属性',
      '请联系信息科调整读卡组件',
      '使用默认的适配器；需要独占时用 exclusive 连接代替事务',
    ],
    [
      'the PC/SC adapter in use cannot do this',
      'the pcsclite adapter was chosen, which has no transactions, reconnect or attributes',
      'ask the IT department to change the reader component',
      'use the default adapter; an exclusive connection stands in for a transaction',
    ],
  ),
  'reader.pcsclite-not-installed': texts(
    [
      '没有安装 pcsclite 组件',
      '它是可选组件，不随本软件安装；编译失败后 npm 也会把它删除',
      '请联系信息科',
      '执行 npm install pcsclite@1.0.1，或改用默认的适配器',
    ],
    [
      'the package pcsclite is not installed',
      'it is optional and does not come along; npm also removes it after a compilation that failed',
      'call the IT department',
      'run npm install pcsclite@1.0.1, or use the default adapter',
    ],
  ),
  'reader.pcsclite-not-built': texts(
    [
      'pcsclite 组件已安装，但没有为当前 Node 版本编译，或不能在此线程加载',
      '安装时跳过了脚本、更换了 Node 版本、缺少编译器，或在 worker 线程中使用',
      '请联系信息科',
      '安装 libpcsclite-dev 后执行 npm rebuild pcsclite --ignore-scripts=false，每个 Node 版本一次',
    ],
    [
      'the package pcsclite is there, but not built for this Node, or cannot load in this thread',
      'scripts were skipped at installation, Node was changed, no compiler, or a worker thread',
      'call the IT department',
      'with libpcsclite-dev run npm rebuild pcsclite --ignore-scripts=false, once for each Node',
    ],
  ),
  'reader.transaction-too-long': texts(
    [
      '独占卡的事务超过了最长时间，已被收回',
      '程序在事务中循环，或忘记结束事务',
      '请重新放卡再读',
      '一次事务最长两分钟；把工作拆成几次事务，结果未知的写入先读状态',
    ],
    [
      'a transaction held the card beyond its limit and was taken back',
      'the program loops inside it, or forgot to return',
      'put the card in again and read it again',
      'two minutes is the limit: split the work, and read the state before any write is repeated',
    ],
  ),
  'reader.pin-pad-answer': texts(
    [
      '读卡器密码键盘的应答不符合 PC/SC 第 10 部分',
      '读卡器固件或驱动有缺陷',
      '请换一台读卡器输入密码',
      'detail.rule 指出违反的规则；请核对驱动版本',
    ],
    [
      'an answer about the PIN pad does not follow PC/SC part 10',
      'the firmware or the driver of the reader is faulty',
      'enter the PIN at another reader',
      'detail.rule names the rule that is broken; check the version of the driver',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
