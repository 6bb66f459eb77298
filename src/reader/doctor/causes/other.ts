import { bad, type CauseTexts, doubtful, good } from '../finding.ts';

/** Readers beside PC/SC: serial ports, HID devices, vendors' libraries. */
export const OTHER_CAUSES = {
  'serial-ports-listed': good('可以列出串口', 'serial ports can be listed'),
  'serial-names-missing': doubtful(
    [
      '没有 udevadm：列出串口时看不到厂商名称',
      '不影响使用；需要名称时安装 udev（Debian/Ubuntu：apt-get install udev）',
    ],
    [
      'udevadm is missing: serial ports are listed without the names of their makers',
      'they work all the same; for the names install udev (Debian/Ubuntu: apt-get install udev)',
    ],
  ),
  'serial-ports-hidden': doubtful(
    ['系统不能列出串口', '用 --serial 直接写明串口名称'],
    ['the system cannot list serial ports', 'name the port itself by --serial'],
  ),
  'serial-answers': good('串口读卡器有应答', 'the serial reader answers'),
  'serial-port-missing': bad(
    ['没有这个串口', '检查连接线和串口名称；USB 转串口的名称会随插口变化'],
    [
      'there is no such serial port',
      'check cable and name; the name of a USB adapter changes with the socket it is in',
    ],
  ),
  'serial-port-forbidden': bad(
    ['当前用户无权打开这个串口', '由管理员执行 usermod -aG dialout 用户名，然后重新登录'],
    [
      'this user may not open the serial port',
      'have an administrator run usermod -aG dialout USER, then log in again',
    ],
  ),
  'serial-port-taken': bad(
    ['另一个程序占用了这个串口', '关闭旧医院系统和其他读卡软件后再试'],
    ['another program holds the serial port', 'close old hospital programs and card software'],
  ),
  'serial-reader-silent': bad(
    [
      '串口打得开，但上面没有应答的读卡器',
      '检查读卡器电源、连接线，以及型号是否为 GemPC Twin 一类',
    ],
    [
      'the serial port opens, but no reader answers on it',
      'check its power and cable, and that the model is of the GemPC Twin kind',
    ],
  ),
  'serial-failed': bad(
    ['串口读卡器出错', '断电后重新接上；仍不行请用 --bundle 生成诊断文件'],
    ['the serial reader failed', 'take its power away and back; else write a report by --bundle'],
  ),
  'hid-usable': good('当前用户可以打开 HID 读卡器', 'this user may open the HID readers'),
  'hid-none': good('没有接 HID 读卡器', 'no HID reader is plugged in'),
  'hid-absent': bad(
    ['没有找到 HID 读卡器', '插上读卡器；型号不在描述文件中的，请为它写一个描述文件'],
    ['no HID reader was found', 'plug it in; a model without a profile needs one'],
  ),
  'hid-forbidden': bad(
    ['当前用户无权打开 HID 读卡器', '由管理员写入下面的规则文件，然后重新插上读卡器'],
    [
      'this user may not open the HID reader',
      'have an administrator write the rules file below, then plug the reader in again',
    ],
  ),
  'hid-binding-missing': bad(
    ['访问 HID 设备所需的 node-hid 组件无法加载', '重新安装本软件；Linux 还需要 libudev1'],
    [
      'node-hid, which reaches HID devices, cannot be loaded',
      'install the software again; Linux needs libudev1 too',
    ],
  ),
  'hid-failed': bad(
    ['HID 读卡器出错', '拔下再插上；仍不行请用 --bundle 生成诊断文件'],
    ['the HID reader failed', 'unplug it and plug it in; else write a report by --bundle'],
  ),
  'vendor-library-fits': good(
    '厂商动态库与本程序的处理器架构一致',
    "the vendor's library is made for this program's processor",
  ),
  'vendor-library-other-processor': bad(
    [
      '厂商动态库是为另一种处理器架构编译的，本程序不能加载',
      '用同架构的子进程加载：32 位动态库用 32 位 Node 作为子进程的 command',
    ],
    [
      "the vendor's library is made for another processor and cannot be loaded here",
      'load it in a child of its own kind: for a 32-bit library a 32-bit Node as the command',
    ],
  ),
  'vendor-library-missing': bad(
    ['没有这个动态库文件', '核对路径，或重新安装厂商驱动'],
    ['there is no such library', "check the path, or install the vendor's driver again"],
  ),
  'vendor-library-unknown': bad(
    ['这个文件不是动态库', '核对路径；应为 .dll 或 .so 文件'],
    ['this file is no library', 'check the path; it should be a .dll or .so file'],
  ),
} as const satisfies Record<string, CauseTexts>;
