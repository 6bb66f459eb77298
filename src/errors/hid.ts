import { type ErrorTexts, texts } from './table.ts';

/** HID readers: what only they can go wrong with. The codes of every reader stand in reader.ts. */
export const HID_ERRORS = {
  'reader.hid-not-available': texts(
    [
      '访问 HID 设备所需的 node-hid 组件无法在本机加载',
      '该系统没有预编译文件，或 Linux 缺少 libudev',
      '请联系信息科重新安装本软件',
      'Debian/Ubuntu：apt-get install libudev1；再核对系统与处理器架构，原始错误在 cause 中',
    ],
    [
      'node-hid, which reaches HID devices, cannot be loaded on this computer',
      'this system has no prebuilt file, or libudev is missing on Linux',
      'ask the IT department to install the software again',
      'Debian/Ubuntu: apt-get install libudev1; check system and processor; the first error is the cause',
    ],
  ),
  'reader.hid-not-permitted': texts(
    [
      '当前用户无权打开该 HID 读卡器',
      'Linux 的 /dev/hidraw* 默认只有 root 可以读写；Windows 对 FIDO 设备要求管理员权限',
      '请联系信息科开通权限',
      '为该设备的 VID:PID 添加 udev 规则（TAG+="uaccess"），见 docs/readers-hid.md',
    ],
    [
      'this user may not open the HID reader',
      'on Linux only root may use /dev/hidraw* by default; Windows keeps FIDO devices for administrators',
      'ask the IT department for the permission',
      'add a udev rule for its vendor and product id (TAG+="uaccess"), see docs/readers-hid.md',
    ],
  ),
  'reader.hid-frame': texts(
    [
      '读卡器发来的报文不符合它的帧格式',
      '数据线受干扰、读卡器固件有误，或所选的设备描述文件不适用于这一型号',
      '请拔下读卡器再插上，然后重新放卡',
      '结果未知：连接已停用，重新 connect 后读取状态；detail.rule 指出不符合的规则',
    ],
    [
      'a report of the reader breaks its framing',
      'a disturbed cable, faulty firmware, or a profile that was written for another model',
      'unplug the reader, plug it in, and put the card in again',
      'the outcome is unknown: connect anew and read the state; detail.rule names the broken rule',
    ],
  ),
  'reader.hid-refused': texts(
    [
      '读卡器拒绝了请求',
      '读卡器忙、固件不支持该操作，或描述文件没有列出这个状态码',
      '请重新放卡；仍不行请换一个读卡器',
      'detail 中有读卡器给出的代码；结果未知，重发写命令之前先读状态',
    ],
    [
      'the reader refused the request',
      'it is busy, its firmware cannot do it, or its profile does not list this status',
      'put the card in again; if that fails, try another reader',
      "detail holds the reader's own code; the outcome is unknown: read the state before a write is sent again",
    ],
  ),
  'reader.hid-no-apdu': texts(
    [
      '该 HID 设备不能转发 APDU',
      '它是普通的登录密钥，不是读卡器',
      '请使用医院配备的读卡器',
      '用 devices 选项只列出读卡器的 VID:PID，见 docs/readers-hid.md',
    ],
    [
      'this HID device does not carry APDUs',
      'it is a security key for logging in, not a card reader',
      'use the reader that the hospital provides',
      'list only the vendor and product ids of readers in the option devices, see docs/readers-hid.md',
    ],
  ),
  'reader.command-too-long': texts(
    [
      '命令超过了该读卡器一次能传送的长度',
      '读卡器的报文格式容不下这么长的扩展 APDU',
      '请换一个读卡器再试',
      '改用命令链（command chaining）分段发送；detail.bytesMax 是上限',
    ],
    [
      'the command is longer than this reader can carry at once',
      "the reader's framing has no room for an extended APDU of this length",
      'try another reader',
      'send it in parts by command chaining; detail.bytesMax is the most',
    ],
  ),
  'reader.transaction-idle': texts(
    [
      '独占卡的事务长时间没有发送命令，已被收回',
      '事务中等待了人工操作，或在事务里又调用了外层连接',
      '请重新放卡再读',
      '事务内只使用传入的 transport，人机交互放在事务之外',
    ],
    [
      'a transaction that held the card sent nothing for too long and was taken back',
      'it waited for a person, or used the outer connection inside the transaction',
      'put the card in again and read it again',
      'use only the transport that is handed in, and keep people outside of the transaction',
    ],
  ),
  'reader.hid-profile-invalid': texts(
    [
      'HID 读卡器的描述文件有误',
      '字段缺失、拼写错误或互相矛盾',
      '请联系信息科更换描述文件',
      'detail.field 与 detail.rule 指出位置和规则；结构见 schemas/hid-profile.schema.json',
    ],
    [
      'the profile of a HID reader is not right',
      'a field is missing, misspelt, or contradicts another',
      'ask the IT department for the right profile',
      'detail.field and detail.rule say where and why; its form: schemas/hid-profile.schema.json',
    ],
  ),
  'virtual.uhid-not-available': texts(
    [
      '无法通过内核创建虚拟 HID 设备',
      '没有加载 uhid 模块，或不是 root',
      '请联系信息科',
      '以 root 执行 modprobe uhid，并确认 /dev/uhid 可以读写',
    ],
    [
      'the kernel gives no virtual HID device',
      'its module uhid is not loaded, or this user is not root',
      'call the IT department',
      'as root run modprobe uhid and see that /dev/uhid can be read and written',
    ],
  ),
  'virtual.uhid-event': texts(
    [
      '内核的 uhid 发来了无法识别的事件',
      '内核版本不同，或打开的不是 /dev/uhid',
      '请联系信息科',
      '对照 linux/uhid.h 核对事件；detail.type 是事件编号',
    ],
    [
      "the kernel's uhid sent an event that is not known",
      'another kernel version, or the file is not /dev/uhid',
      'call the IT department',
      'compare the event with linux/uhid.h; detail.type is its number',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
