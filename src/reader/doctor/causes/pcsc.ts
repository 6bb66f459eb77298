import { bad, type CauseTexts, doubtful, good, skipped } from '../finding.ts';

/** The road to the PC/SC service: library, service, permission. */
export const PCSC_CAUSES = {
  'library-loaded': good('PC/SC 程序库可以加载', 'the PC/SC library can be loaded'),
  'library-not-needed': good(
    'PC/SC 程序库无法使用，但可以直接与读卡服务通信',
    'the PC/SC library cannot be used, and is not needed: the service answers without it',
  ),
  'binding-missing': bad(
    [
      '调用 PC/SC 所需的 koffi 组件无法加载',
      '重新安装本软件（不要加 --omit=optional），并核对系统与处理器架构',
    ],
    [
      'koffi, which calls PC/SC, cannot be loaded',
      'install the software again without --omit=optional, and check system and processor',
    ],
  ),
  'library-missing': bad(
    ['本机没有 PC/SC 程序库', '安装读卡服务'],
    ['this computer has no PC/SC library', 'install the reader service'],
  ),
  'service-answers': good('读卡服务有应答', 'the reader service answers'),
  'service-not-installed': bad(
    ['本机没有安装读卡服务 pcscd', '安装读卡服务'],
    ['the reader service pcscd is not installed', 'install the reader service'],
  ),
  'service-socket-missing': bad(
    ['读卡服务没有运行：它的套接字不存在', 'systemctl enable --now pcscd.socket'],
    [
      'the reader service is not running: its socket is missing',
      'systemctl enable --now pcscd.socket',
    ],
  ),
  'service-socket-elsewhere': bad(
    [
      '环境变量 PCSCLITE_CSOCK_NAME 指向一个不存在的套接字',
      '取消该环境变量，或改为读卡服务实际的套接字',
    ],
    [
      'the environment variable PCSCLITE_CSOCK_NAME names a socket that is not there',
      "unset it, or set it to the service's own socket",
    ],
  ),
  'service-socket-refused': bad(
    ['读卡服务的套接字还在，但没有进程应答：服务已经退出', 'systemctl restart pcscd.socket pcscd'],
    [
      'the socket of the reader service is there, but nobody answers: the service has ended',
      'systemctl restart pcscd.socket pcscd',
    ],
  ),
  'service-socket-forbidden': bad(
    ['当前用户不能打开读卡服务的套接字', '检查 /run/pcscd 的权限；容器内须挂载该目录并保持属主'],
    [
      "this user may not open the service's socket",
      'check the rights of /run/pcscd; in a container mount that folder with its owner',
    ],
  ),
  'service-idle-on-windows': bad(
    [
      'Windows 智能卡服务没有运行：从未接过读卡器，或最后一个读卡器已拔下',
      '插上读卡器，服务会自行启动；仍不行再检查 SCardSvr 是否被禁用',
    ],
    [
      'the Windows smart card service is not running: no reader was ever attached, or the last one was unplugged',
      'plug a reader in and the service starts by itself; else see whether SCardSvr is disabled',
    ],
  ),
  'service-redirected': bad(
    [
      '当前是远程桌面会话：读卡调用被转到远端电脑的读卡器',
      '在读卡器所在电脑的本地会话中运行，或在远程桌面客户端勾选“智能卡”并把读卡器接到那台电脑',
    ],
    [
      "this is a remote desktop session: card calls go to the readers of the client's computer",
      'run it in a local session, or share smart cards in the client and attach the reader there',
    ],
  ),
  'service-silent': bad(
    [
      '读卡服务在限定时间内没有应答',
      '拔下读卡器，重新启动读卡服务，再插上读卡器；仍不行请更换读卡器或驱动',
    ],
    [
      'the reader service gave no answer in time',
      'unplug the reader, restart the service, plug it in again; else change the reader or its driver',
    ],
  ),
  'service-down': bad(
    ['读卡服务没有运行，或连接不上', '启动本系统的智能卡服务后再试'],
    [
      'the reader service is not running or cannot be reached',
      'start the smart card service of this system and try again',
    ],
  ),
  'service-busy': bad(
    ['读卡服务过忙，拒绝了调用', '关闭其他读卡软件后再试'],
    ['the reader service is too busy and refused the call', 'close other card software, try again'],
  ),
  'service-failed': bad(
    ['读卡服务返回了错误', '重新启动读卡服务；仍不行请附上诊断文件联系技术支持'],
    ['the reader service answered an error', 'restart it; else send the report of --bundle'],
  ),
  'service-hangs-up': bad(
    [
      '读卡服务接受连接后立即断开：多半是 polkit 拒绝了当前用户，或服务正在退出',
      'journalctl -u pcscd 中有 NOT authorized 的，写入下面的规则文件；否则重新启动读卡服务',
    ],
    [
      'the reader service hangs up at once: polkit refuses this user, or the service is ending',
      'where journalctl -u pcscd says NOT authorized write the rules file below; else restart it',
    ],
  ),
  permitted: good('当前用户可以使用读卡服务', 'this user may use the reader service'),
  'service-forbidden': bad(
    [
      '当前用户无权使用读卡服务（polkit 动作 access_pcsc）',
      '由管理员写入下面的规则文件，然后重新登录',
    ],
    [
      'this user may not use the reader service (polkit action access_pcsc)',
      'have an administrator write the rules file below, then log in again',
    ],
  ),
  'card-forbidden': bad(
    ['当前用户无权使用卡（polkit 动作 access_card）', '由管理员写入下面的规则文件，然后重新登录'],
    [
      'this user may not use cards (polkit action access_card)',
      'have an administrator write the rules file below, then log in again',
    ],
  ),
  'use-forbidden': bad(
    ['系统不允许当前用户使用读卡器', '请管理员检查本机的安全策略'],
    [
      'the system does not let this user use readers',
      "have an administrator check this computer's policy",
    ],
  ),
  'service-unknown': skipped(
    '未检查：读卡服务尚不可用',
    'not looked at: the reader service is not usable yet',
  ),
  'probe-failed': doubtful(
    ['这一项检查自身出错，没有结论', '请用 --bundle 生成诊断文件并联系技术支持'],
    ['this check itself failed and has no result', 'write a report by --bundle and call support'],
  ),
  'probe-silent': doubtful(
    ['这一项检查没有在限定时间内结束', '稍后重试；仍不行请用 --bundle 生成诊断文件'],
    ['this check did not end in time', 'try again later; else write a report by --bundle'],
  ),
} as const satisfies Record<string, CauseTexts>;
