import { type ErrorTexts, texts } from './table.ts';

/** The way to a security module: a second slot, a server, and what comes back from it. */
export const SAM_REACH_ERRORS = {
  'sam.unreachable': texts(
    [
      '安全模块联系不上',
      '模块从卡座中取出、读卡器断开，或加密机的线路不通',
      '请插好安全模块后再刷同一张卡；已入账的结算不会丢失',
      'detail.rule 为读卡器或线路的原因；下一次调用会重新连接，不需要重建驱动',
    ],
    [
      'the security module cannot be reached',
      'it was taken out of its slot, its reader is gone, or the line to the server is down',
      'put the module back and tap the same card again; what was settled is not lost',
      'detail.rule says what reader or line answered; the next call connects anew, the driver stays',
    ],
  ),
  'sam.channel-lost': texts(
    [
      '安全模块中的安全通道已经结束',
      '模块断电、被取出，或此前的应答不可信',
      '请重新刷卡',
      '通道遇到任何疑点即失效：重新打开会话并读卡，不要重发',
    ],
    [
      'the channel inside the security module is over',
      'the module lost its power, was taken out, or an earlier answer could not be trusted',
      'tap the card again',
      'a channel dies of the first doubt: open a new session and read, never send again',
    ],
  ),
  'sam.other-module': texts(
    [
      '卡座中的安全模块不是原来那一个',
      '营业中更换了模块，或两个卡座接反',
      '请换回原来的安全模块，或由信息科重新登记',
      '驱动只认第一次见到的编号与公钥；更换模块后须重新建立终端',
    ],
    [
      'the security module is not the one that was there before',
      'it was exchanged during the day, or two slots are mixed up',
      'put the first module back, or have the IT department register the new one',
      'a driver knows the id and key that it saw first; after an exchange open the terminal anew',
    ],
  ),
  'sam.not-a-module': texts(
    [
      '卡座中的不是安全模块',
      '插入了参合卡或其他卡片，或读卡器名称选错',
      '请检查安全模块的卡座',
      '选择应用 F04F4E4553414D01 失败；核对 --sam 的读卡器名称',
    ],
    [
      'what is in the slot is no security module',
      'a holder’s card or another card is in it, or the wrong reader was named',
      'look at the slot of the security module',
      'selecting F04F4E4553414D01 failed; check the reader named by --sam',
    ],
  ),
  'sam.message-malformed': texts(
    [
      '安全模块的报文不符合约定',
      '另一端是其他版本或其他设备，或数据在途中损坏',
      '请联系信息科',
      'detail 给出字段与规则；报文格式见 docs/sam.md',
    ],
    [
      'a message to or from the security module is not in its form',
      'the other end is another version or another device, or bytes were damaged on the way',
      'call the IT department',
      'detail names field and rule; docs/sam.md has the messages',
    ],
  ),
  'sam.memory-failed': texts(
    [
      '安全模块写不进自己的存储器，什么都没有做',
      '模块损坏，或其文件所在磁盘已满',
      '停止结算；请联系信息科',
      '模块先记账后执行：记不下来就拒绝；检查其存储',
    ],
    [
      'the security module cannot write its memory, and did nothing',
      'it is worn out, or the disk that holds its file is full',
      'stop settling; call the IT department',
      'a module counts before it acts and refuses when it cannot: look at its store',
    ],
  ),
  'sam.terminated': texts(
    [
      '安全模块已终止使用，密钥已销毁',
      '模块退役时执行过终止命令',
      '请更换安全模块',
      '终止不可恢复；登记新的模块',
    ],
    [
      'the security module is terminated and its keys are erased',
      'it was taken out of service by the command for it',
      'use another security module',
      'termination cannot be undone: register a new module',
    ],
  ),
  'sam.closed': texts(
    [
      '安全模块的驱动已关闭',
      '程序在关闭之后仍在调用',
      '请重新启动程序',
      '关闭后不要再使用；新建一个驱动',
    ],
    [
      'the driver of the security module is closed',
      'a program goes on calling it after close',
      'start the program again',
      'make a new driver instead of using a closed one',
    ],
  ),
  'sam.blocked': texts(
    [
      '安全模块在停用名单上',
      '模块遗失、被盗或已更换',
      '停止结算；请联系县级经办机构',
      'detail 给出模块编号；名单由县签发，更换模块后重新登记',
    ],
    [
      'the security module is on the list of blocked modules',
      'it was lost, stolen or replaced',
      'stop settling; call the county office',
      'detail names the module; the county signs the list: register the module that replaces it',
    ],
  ),
  'sam.not-certified': texts(
    [
      '没有县级机构为该安全模块作证',
      '模块证书缺失、属于另一模块、尚未生效，或没有该县的模块名单',
      '停止结算；请联系县级经办机构',
      'detail.rule 为未通过的检查；核对 samProof 与 trust.samStatusLists',
    ],
    [
      'no county stands behind the security module',
      'its certificate is missing, another module’s, not valid yet, or its county’s list is not there',
      'stop settling; call the county office',
      'detail.rule names the check that failed; look at samProof and trust.samStatusLists',
    ],
  ),
  'sam.certificate-refused': texts(
    [
      '加密机服务不接受本终端的证书',
      '证书过期、不是该服务认可的机构签发，或终端没有登记',
      '请联系信息科更换终端证书',
      'detail.rule 给出原因；服务按证书指纹认终端',
    ],
    [
      'the server of the security module does not take the certificate of this terminal',
      'it has expired, comes from an authority that the server does not know, or was never registered',
      'have the IT department renew the certificate of the terminal',
      'detail.rule gives the reason; the server knows terminals by the fingerprint of their certificate',
    ],
  ),
  'sam.server-not-trusted': texts(
    [
      '加密机服务的证书不可信',
      '服务证书过期或名称不符，或有人冒充该服务',
      '停止结算；请联系信息科',
      'detail.rule 为校验结果；核对 ca 文件与网址中的主机名',
    ],
    [
      'the certificate of the security module’s server does not hold',
      'it has expired or has another name, or somebody stands in for the server',
      'stop settling; call the IT department',
      'detail.rule is what the check said; look at the ca file and the host in the address',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
