import { type ErrorTexts, texts } from './table.ts';

/** Serial readers, the protocols on their line, and the card's answer to reset. */
export const SERIAL_ERRORS = {
  'card.malformed-atr': texts(
    [
      '卡的复位应答不符合 ISO/IEC 7816-3',
      '触点接触不良、卡放反，或这不是 CPU 卡',
      '请擦拭触点、翻转卡片后重插；仍不行请换卡',
      'rule 指出不符之处：长度、接口字节、TCK 校验或保留值',
    ],
    [
      "the card's answer to reset breaks the rules of ISO/IEC 7816-3",
      'a bad contact, a card the wrong way round, or no processor card',
      'wipe the contacts, turn the card and insert it again; else issue another card',
      'rule says what does not fit: length, interface bytes, check byte TCK or a reserved value',
    ],
  ),
  'reader.serial-port-not-opened': texts(
    [
      '串口打不开',
      '串口名称不对、没有权限，或被其他程序占用',
      '请检查读卡器连接线；仍不行请联系信息科',
      '核对 path；Linux 下把用户加入 dialout 组；查看 detail.reason 与 serialPorts()',
    ],
    [
      'the serial port could not be opened',
      'its name is wrong, this user has no right to it, or another program holds it',
      "check the reader's cable, then call the IT department",
      'check path; on Linux add the user to group dialout; see detail.reason and serialPorts()',
    ],
  ),
  'reader.serial-reader-not-found': texts(
    [
      '串口上没有应答的读卡器',
      '读卡器未通电、型号设置不符，或串口上接的是别的设备',
      '请检查读卡器的电源和连接线',
      '核对 model 是否与读卡器一致；GemPC Twin 为 115200、8 位、2 停止位',
    ],
    [
      'no reader answers on the serial port',
      'it has no power, the model is set wrongly, or another device is on that port',
      "check the reader's power and cable",
      'check that model fits the reader; a GemPC Twin speaks 115200 baud, 8 bits, 2 stop bits',
    ],
  ),
  'reader.malformed-message': texts(
    [
      '读卡器发来的报文格式不正确',
      '线路受干扰、波特率不符，或读卡器固件有误',
      '请插紧连接线后重试',
      'rule 指出不符之处；结果未知时先读卡的状态，不要直接重发写命令',
    ],
    [
      'the reader sent a message that is not as it must be',
      'a disturbed line, a wrong baud rate, or faulty firmware',
      'push the cable in firmly and try again',
      'rule says what does not fit; where the outcome is unknown read the state first, never resend a write',
    ],
  ),
  'reader.command-refused': texts(
    [
      '读卡器拒绝了命令',
      '读卡器不支持该功能，或槽位正忙',
      '请重新放卡；仍不行请换读卡器',
      'detail 给出 CCID 错误名与错误字节，见 CCID 1.1 规范 §6.2.6',
    ],
    [
      'the reader refused a command',
      'it does not support the function, or the slot is busy',
      'put the card in again; then try another reader',
      'detail has the CCID name and byte of the error, CCID specification 1.1 §6.2.6',
    ],
  ),
  'reader.parameters-refused': texts(
    [
      '卡不接受协商的传输参数（PPS）',
      '卡或读卡器实现有误，或接触不良',
      '请重新插卡；仍不行请换卡',
      'PPS 失败后卡必须冷复位；rule 指出应答不符之处',
    ],
    [
      'the card does not accept the transmission parameters (PPS)',
      'a fault of card or reader, or a bad contact',
      'insert the card again; else issue another card',
      'after a failed PPS the card needs a cold reset; rule says what was wrong with its answer',
    ],
  ),
  'reader.link-dead': texts(
    [
      '与卡的通信协议已无法恢复，须重新复位',
      '卡反复应答错误，三次重新同步都未成功',
      '请取出卡，擦拭触点后重插',
      '结果未知：重新 connect 并读取状态，绝不直接重发写命令',
    ],
    [
      'card and reader can no longer understand each other; the card needs a reset',
      'the card answered wrongly again and again, and three resynchronisations failed',
      'take the card out, wipe its contacts and insert it again',
      'the outcome is unknown: connect anew and read the state; never resend a write',
    ],
  ),
  'reader.exchange-aborted': texts(
    [
      '卡中止了本次数据交换',
      '卡在分块传输途中放弃，例如缓冲区已满',
      '请重新读卡；仍不行请换卡',
      '该命令没有应答；先读状态再决定是否重做',
    ],
    [
      'the card broke the exchange off',
      'it gave up within a chain of blocks, for example with its buffer full',
      'read the card again; else issue another card',
      'the command has no answer: read the state before doing it again',
    ],
  ),
  'reader.id-reader-failed': texts(
    [
      '身份证阅读器返回了错误',
      '证件移动过早、阅读器自检失败或未授权',
      '请把身份证放平不动，重新读取；仍不行请联系信息科',
      'detail 给出 SW1 SW2 SW3 与含义',
    ],
    [
      'the identity card reader answered an error',
      'the card was moved too early, or the reader failed its self-test or has no licence',
      'lay the card flat and read it again, then call the IT department',
      'detail has SW1 SW2 SW3 and their meaning',
    ],
  ),
  'reader.malformed-id-card': texts(
    [
      '身份证文字信息不符合规定的格式',
      '读取途中受干扰，或阅读器型号不同',
      '请重新读取身份证',
      'field 与 rule 指出不符之处；文字块为 256 字节 UTF-16LE',
    ],
    [
      'the text block of an identity card is not as it must be',
      'the reading was disturbed, or the reader is of another kind',
      'read the identity card again',
      'field and rule say what does not fit; the block has 256 bytes of UTF-16LE',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
