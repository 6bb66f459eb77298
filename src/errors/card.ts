import { type ErrorTexts, texts } from './table.ts';

/** The card: its bytes, its files, and what a session with it can run into. */
export const CARD_ERRORS = {
  'card.malformed-command': texts(
    [
      '命令报文不符合 ISO/IEC 7816-4 的七种形式',
      '长度字段与实际字节数不一致',
      '请联系信息科',
      '用 encodeCommand 生成命令；rule 指出不符之处',
    ],
    [
      'a command is none of the seven forms of ISO/IEC 7816-4',
      'a length field does not agree with the count of bytes',
      'call the IT department',
      'build commands with encodeCommand; rule says what does not fit',
    ],
  ),
  'card.malformed-response': texts(
    [
      '卡的应答没有合法的状态字，或过长',
      '触点接触不良、读卡器驱动出错，或这不是 CPU 卡',
      '请擦拭卡的触点，重新插卡；仍不行请换读卡器',
      '查看跟踪记录中的长度；应答须以 6X 或 9X 状态字结尾',
    ],
    [
      'an answer of the card has no legal status word, or is too long',
      'a bad contact, a faulty reader driver, or no processor card',
      'wipe the contacts and insert the card again; then try another reader',
      'look at the lengths in the trace; an answer ends with a 6X or 9X status word',
    ],
  ),
  'card.unexpected-status': texts(
    [
      '卡对某条命令返回了未预期的状态字',
      '卡不是按本规范发行，文件缺失，或卡已损坏',
      '请重新插卡再试；仍不行请持卡人到县级服务窗口检查',
      'detail 给出命令名与状态字；错误状态字未经鉴别，不能证明写入未发生',
    ],
    [
      'the card answered a command with a status word that the command does not expect',
      'the card was issued by other rules, lacks a file, or is damaged',
      'insert the card again; if it stays so, send the holder to the county desk',
      'detail has the command and the word; an error word is not authenticated and never proves that a write did not happen',
    ],
  ),
  'card.unexpected-answer': texts(
    [
      '卡表示成功，但应答的长度不对',
      '卡不是按本规范发行，或读卡器改动了应答',
      '请重新插卡再试；仍不行请换读卡器',
      'detail 给出命令名、收到的字节数与应有的字节数',
    ],
    [
      'the card reports success, but its answer has the wrong length',
      'the card was issued by other rules, or the reader changed the answer',
      'insert the card again; then try another reader',
      'detail has the command, the bytes that came and the bytes that should have come',
    ],
  ),
  'card.chain-too-long': texts(
    [
      '卡不停地表示还有数据可取（61xx）',
      '卡或读卡器驱动有故障',
      '请换一张卡或换读卡器再试',
      '超过 256 轮 GET RESPONSE 即停止，一个应答最多 65536 字节',
    ],
    [
      'the card keeps announcing more bytes (61xx)',
      'the card or the reader driver is faulty',
      'try another card or another reader',
      'GET RESPONSE stops after 256 rounds; no answer is longer than 65536 bytes',
    ],
  ),
  'card.malformed-frame': texts(
    [
      '卡上文件的外框（53 82 长度 … 00）不合规定',
      '文件被改动、写入中断，或卡已损坏',
      '不能结算；请持卡人到县级服务窗口',
      'file 与 offset 指出位置；未用字节必须全为 00',
    ],
    [
      'the frame of a file on the card (53 82 length … 00) is not as it must be',
      'the file was changed, a write was cut off, or the card is damaged',
      'do not settle; send the holder to the county desk',
      'file and offset say where; every unused byte must be 00',
    ],
  ),
  'card.malformed-file': texts(
    [
      '卡上文件的内容不符合该文件的字段规定',
      '文件被改动，或由其他版本的制卡程序写入',
      '不能结算；请持卡人到县级服务窗口',
      'file、field 与 rule 指出字段和规则；字段表见 docs/formats/card.md',
    ],
    [
      'the content of a file on the card breaks the rules for its fields',
      'the file was changed, or written by another version of the issuing program',
      'do not settle; send the holder to the county desk',
      'file, field and rule say what; the tables of fields are in docs/formats/card.md',
    ],
  ),
  'card.file-too-short': texts(
    [
      '卡上的文件比规定的短',
      '卡按其他布局制作，或读卡器截断了应答',
      '请重新插卡再试；仍不行请持卡人到县级服务窗口',
      'detail 给出文件、规定字节数和读到的位置；核对 FILES 中的大小',
    ],
    [
      'a file on the card is shorter than it must be',
      'the card was made with another layout, or the reader cut an answer short',
      'insert the card again; if it stays so, send the holder to the county desk',
      'detail has the file, its size and where reading stopped; compare with FILES',
    ],
  ),
  'card.other-card': texts(
    [
      '卡上没有一卡通应用',
      '插入的是银行卡、身份证或其他行业的卡',
      '请插入参合人的一卡通',
      '卡对按 AID 选择应用返回 6A82，或返回了别的 AID',
    ],
    [
      'the card has no OneCard application',
      'a bank card, an identity card or another trade’s card was inserted',
      'insert the insured person’s OneCard',
      'the card answered SELECT by AID with 6A82, or with another AID',
    ],
  ),
  'card.profile-not-supported': texts(
    [
      '卡的布局版本或算法套件不受本程序支持',
      '卡比本程序新',
      '请联系信息科升级程序',
      'detail 给出卡的布局版本；本程序只支持 PROFILE_VERSION',
    ],
    [
      'this program does not know the card’s layout version or algorithm suites',
      'the card is newer than this program',
      'ask the IT department for an upgrade',
      'detail has the card’s layout version; this program knows PROFILE_VERSION only',
    ],
  ),
  'card.session-closed': texts(
    [
      '与卡的会话已经关闭',
      '卡已取出或程序已结束本次就诊',
      '请重新插卡',
      '关闭后的会话不能再用；重新调用 CardSession.open',
    ],
    [
      'the session with the card is closed',
      'the card was taken out, or the visit was ended',
      'insert the card again',
      'a closed session stays closed; call CardSession.open again',
    ],
  ),
  'card.session-in-doubt': texts(
    [
      '本次会话的一次写卡没有得到确认，会话不能继续',
      '写卡途中卡被取出，或卡返回了错误',
      '请重新插卡，程序会接着完成',
      '重新 open、read，再对同一 PreparedCommit 调用 commit；它从已完成处继续',
    ],
    [
      'a write of this session was not confirmed, so the session cannot go on',
      'the card was taken out during the write, or answered with an error',
      'insert the card again; the program goes on from where it was',
      'open and read anew, then commit the same PreparedCommit; it resumes after the part that is done',
    ],
  ),
  'card.unfinished-settlement': texts(
    [
      '卡的日志中有一笔未完成的结算',
      '上一次结算写卡时中断，可能在另一台终端',
      '请回到上次结算的窗口完成，或由本机作废后再结算',
      '对原 PreparedCommit 调用 commit，或先写入 VOID 记录（prepareVoid）',
    ],
    [
      'the card’s log has a settlement that was not finished',
      'writing the card was cut off last time, perhaps at another terminal',
      'finish it at the desk where it was begun, or void it here and settle again',
      'commit the original PreparedCommit, or append a VOID record first (prepareVoid)',
    ],
  ),
  'card.swapped': texts(
    [
      '读卡器里的卡不是刚才读过的那一张',
      '读卡之后、写卡之前换了卡',
      '没有写卡，不要收费；放回原来的卡再试，找不到时撤销该笔结算',
      '卡片序列号在整个业务中固定；换卡后必须重新开始',
    ],
    [
      'the card in the reader is not the one that was read',
      'the card was exchanged between reading and writing',
      'nothing was written, charge nothing; put the first card back, or have the settlement taken back',
      'the serial is pinned for the whole visit; another card begins another visit',
    ],
  ),
  'card.commit-conflict': texts(
    [
      '卡的现状与准备写入的结算不符',
      '卡在此期间被别的终端写过，或这不是同一张卡',
      '没有写卡；请重新读卡并重新结算',
      '重新 read 后用 progressOf 判断；结果为 other 时不得再写',
    ],
    [
      'what the card holds does not agree with the settlement prepared for it',
      'another terminal wrote to the card meanwhile, or it is another card',
      'nothing was written; read the card and settle again',
      'read again and ask progressOf; when it says other, this commit must not be written',
    ],
  ),
  'card.write-not-verified': texts(
    [
      '写入后读回的内容与写入的不同',
      '卡的存储器有故障，或写入途中受干扰',
      '请重新插卡，程序会再检查；仍不行请持卡人到县级服务窗口',
      '重新 open、read；状态以读到的有效状态区为准',
    ],
    [
      'what was read back differs from what was written',
      'the card’s memory is failing, or the write was disturbed',
      'insert the card again and the program checks once more; then send the holder to the county desk',
      'open and read anew; the valid slot that is read then is what counts',
    ],
  ),
  'card.settlement-signature-invalid': texts(
    [
      '卡对结算的签名不能用卡的结算公钥验证',
      '卡是仿制的，或应答在途中被改动',
      '不要给付；请联系县级经办机构',
      '状态已写入但没有有效签名；按终端的恢复规则处理',
    ],
    [
      'the card’s signature over the settlement does not verify under its settlement key',
      'the card is a copy, or its answer was changed on the way',
      'pay nothing and call the county office',
      'the state is written but there is no valid signature; follow the terminal’s recovery rules',
    ],
  ),
  'card.counter-not-monotonic': texts(
    [
      '卡的交易计数器没有增加',
      '卡是旧状态的复制品，或计数器被回退',
      '不要给付；请联系县级经办机构',
      'detail 给出卡返回的计数和此前见过的最高计数',
    ],
    [
      'the card’s transaction counter did not go up',
      'the card is a copy of an older state, or was rolled back',
      'pay nothing and call the county office',
      'detail has the counter that the card gave and the highest seen before',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
