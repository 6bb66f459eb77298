import { bad, type CauseTexts, doubtful, good } from '../finding.ts';

/** What is plugged in, and what is in it. */
export const DESK_CAUSES = {
  'readers-listed': good('系统认到读卡器', 'the system knows readers'),
  'no-reader-plugged-in': bad(
    ['没有接任何读卡器', '插上读卡器；已插上的，换一个 USB 口或换一根线'],
    ['no reader is plugged in', 'plug one in; if it is, try another USB port or cable'],
  ),
  'no-reader-listed': bad(
    ['系统没有列出任何读卡器', '插上读卡器；已插上而系统不认的，安装厂商驱动'],
    [
      'the system lists no reader',
      "plug one in; if it is in and not listed, install its maker's driver",
    ],
  ),
  'reader-without-driver': bad(
    ['读卡器已插上，但没有安装 PC/SC 驱动', '安装读卡器驱动'],
    ['a reader is plugged in, but no PC/SC driver is installed', 'install the driver'],
  ),
  'reader-not-in-driver': bad(
    [
      '读卡器已插上，但已装的驱动都不支持这一型号',
      '安装厂商提供的 PC/SC 驱动；没有的，请换用 CCID 读卡器，或用 --serial、--hid 接入',
    ],
    [
      'a reader is plugged in, but no installed driver knows this model',
      "install its maker's PC/SC driver; else use a CCID reader, or reach it by --serial or --hid",
    ],
  ),
  'reader-not-taken-up': bad(
    [
      '读卡器已插上，驱动也支持，但读卡服务没有认到它',
      '拔下再插上；仍不行则 systemctl restart pcscd，并查看 journalctl -u pcscd',
    ],
    [
      'a reader is plugged in and a driver knows it, but the service has not taken it up',
      'unplug it and plug it in; else systemctl restart pcscd and see journalctl -u pcscd',
    ],
  ),
  'reader-held-by-kernel': bad(
    ['读卡器被内核驱动占用，读卡服务打不开它', '由管理员写入下面的文件，然后重新插上读卡器'],
    [
      'a driver of the kernel holds the reader, so that the service cannot open it',
      'have an administrator write the file below, then plug the reader in again',
    ],
  ),
  'fewer-readers-than-plugged-in': doubtful(
    ['接上的读卡器比系统列出的多', '对照下面的设备，为没有列出的安装驱动'],
    [
      'more readers are plugged in than the system lists',
      'compare the devices and install a driver for the one that is missing',
    ],
  ),
  'card-answers': good('卡有应答', 'the card answers'),
  'card-shared': good(
    '卡有应答；另有程序也连着这张卡',
    'the card answers; another program is connected to it too',
  ),
  'card-absent': doubtful(
    ['读卡器里没有卡', '要连卡一起检查，请把卡插到底再运行一次'],
    ['there is no card in the reader', 'to check a card too, push one in fully and run this again'],
  ),
  'slot-empty': good('这个读卡器里没有卡', 'there is no card in this reader'),
  'card-mute': bad(
    ['读卡器里有卡，但卡没有应答', '翻转卡片或擦净芯片后重插；仍不行请换一张卡'],
    [
      'there is a card in the reader, but it does not answer',
      'turn the card or wipe its chip and insert it again; else take another card',
    ],
  ),
  'card-removed': doubtful(
    ['检查期间卡被取出', '把卡插到底，再运行一次'],
    ['the card was taken out during the check', 'push the card in fully and run this again'],
  ),
  'card-taken': bad(
    [
      '另一个程序独占了这张卡',
      '关闭旧医院系统、网银控件和其他读卡软件；Linux 上常见的是 scdaemon（gpgconf --kill scdaemon）',
    ],
    [
      'another program holds this card for itself',
      'close old hospital programs, bank plug-ins and other card software; on Linux often scdaemon (gpgconf --kill scdaemon)',
    ],
  ),
  'card-failed': bad(
    ['卡不能使用', '取出重插；仍不行请换一张卡或换一个读卡器'],
    ['the card cannot be used', 'insert it again; else try another card or another reader'],
  ),
  'atr-known': good('认得这种卡', 'this kind of card is known'),
  'atr-unknown': doubtful(
    [
      '卡有应答，但不认得它的复位应答（ATR）',
      '不影响使用；要知道卡的种类，请安装 pcsc-tools，或把 ATR 发给技术支持',
    ],
    [
      'the card answers, but its answer to reset (ATR) is not known',
      'it may work all the same; install pcsc-tools for the names, or send the ATR to support',
    ],
  ),
  'atr-malformed': doubtful(
    ['卡的复位应答不符合 ISO/IEC 7816-3', '擦净芯片后重插；每次都这样请换一张卡'],
    [
      "the card's answer to reset breaks ISO/IEC 7816-3",
      'wipe the chip and insert it again; if it stays so, take another card',
    ],
  ),
} as const satisfies Record<string, CauseTexts>;
