import { type ErrorTexts, texts } from './table.ts';

/** The embedded store (journal and centre alike), and the journal in it. */
export const JOURNAL_ERRORS = {
  'store.cannot-open': texts(
    [
      '数据文件打不开',
      '文件夹不存在、没有权限，或文件被移走',
      '请联系信息科，不要删除任何文件',
      '检查路径与权限；文件夹须先存在，且允许在其中新建文件',
    ],
    [
      'a store file cannot be opened',
      'the folder does not exist, access is denied, or the file was moved away',
      'call the IT department and delete nothing',
      'check path and rights; the folder must exist and allow new files in it',
    ],
  ),
  'store.foreign-file': texts(
    [
      '该文件不是本程序的数据文件，未作任何改动',
      '路径写错，指向了别的数据库或普通文件',
      '请联系信息科核对数据文件路径',
      '换一个路径；程序只打开 application_id 相符的文件',
    ],
    [
      'the file is no store of this kind; nothing in it was touched',
      'a wrong path that leads to another database or to an ordinary file',
      'have the IT department check the path of the data file',
      'use another path; only files with the expected application_id are opened',
    ],
  ),
  'store.newer-format': texts(
    [
      '数据文件由更新版本的程序写成，未作任何改动',
      '程序被降级，或数据文件来自另一台已升级的终端',
      '请联系信息科升级程序',
      '安装 detail 中格式版本所需的程序；旧版本从不改写新格式',
    ],
    [
      'the store was written by a newer version; nothing in it was touched',
      'the program was downgraded, or the file comes from a machine that was upgraded',
      'have the IT department upgrade the program',
      'install a version that knows the format in the detail; an older one never rewrites it',
    ],
  ),
  'store.schema-differs': texts(
    [
      '数据文件的表、索引或触发器被人改过',
      '有人用数据库工具打开并修改了文件',
      '停止结算，联系信息科',
      '对流水运行 onecard journal verify，从备份恢复；不要自行补建触发器',
    ],
    [
      'tables, indexes or triggers of the store are not as they were made',
      'someone opened the file with a database tool and changed it',
      'stop settling and call the IT department',
      'run onecard journal verify on a journal and restore a backup; do not recreate triggers by hand',
    ],
  ),
  'store.not-durable': texts(
    [
      '该位置不能保证写入不丢失',
      '数据文件放在网络盘或不支持共享内存的文件系统上',
      '请联系信息科把数据移到本机磁盘',
      '需要 WAL 与 synchronous=FULL；换成本地磁盘上的路径',
    ],
    [
      'this place cannot keep what is written through a power cut',
      'the file lies on a network drive or on a file system without shared memory',
      'have the IT department move the data to a local disk',
      'WAL and synchronous=FULL are required; use a path on a local disk',
    ],
  ),
  'store.busy': texts(
    [
      '数据文件被另一个程序占用，等待超时',
      '另一个进程正在长时间写入同一文件',
      '稍候再试；反复出现请联系信息科',
      '找出占用文件的进程；本次写入未发生，可以重试',
    ],
    [
      'another program held the store longer than we wait',
      'another process writes to the same file for a long time',
      'try again in a moment; call the IT department if it stays',
      'find the process that holds the file; nothing was written, a retry is safe',
    ],
  ),
  'store.full': texts(
    [
      '磁盘已满，本次写入未发生',
      '磁盘空间或配额用尽',
      '不要收费；请联系信息科清理磁盘后重试',
      '腾出空间后重试；已确认的写入不受影响',
    ],
    [
      'the disk is full; this write did not happen',
      'disk space or a quota is used up',
      'do not charge; have the IT department free space, then try again',
      'free space and retry; what was acknowledged before is safe',
    ],
  ),
  'store.read-only': texts(
    [
      '数据文件只读，本次写入未发生',
      '磁盘出错后被系统挂为只读，或文件权限被改',
      '不要收费；请联系信息科',
      '检查挂载状态与权限；磁盘报错时先备份再修复',
    ],
    [
      'the store is read-only; this write did not happen',
      'the system remounted a failing disk, or the rights of the file were changed',
      'do not charge; call the IT department',
      'check mount and rights; on disk errors copy the file before any repair',
    ],
  ),
  'store.corrupt': texts(
    [
      '数据文件内部已损坏',
      '磁盘故障，或文件被截断、被其他程序写过',
      '停止结算，联系信息科；不要删除文件',
      '先复制整个文件夹（含 -wal），再从备份恢复',
    ],
    [
      'the store is damaged inside',
      'a failing disk, or the file was cut or written by another program',
      'stop settling, call the IT department, delete nothing',
      'copy the whole folder first (-wal included), then restore a backup',
    ],
  ),
  'store.failed': texts(
    [
      '数据文件读写失败',
      '磁盘或文件系统报错，detail 中有 SQLite 错误号',
      '不要收费；请联系信息科',
      '按 detail 中的 SQLite 错误号查找；结果不确定时重新打开文件再读',
    ],
    [
      'reading or writing the store failed',
      'an error of disk or file system; the detail has the SQLite code',
      'do not charge; call the IT department',
      'look up the SQLite code in the detail; when in doubt open the file anew and read',
    ],
  ),
  'journal.in-use': texts(
    [
      '该流水已被另一个程序打开写入',
      '本机已经运行着一个终端程序',
      '请使用已打开的窗口；没有则联系信息科',
      '一个流水只有一个写入者：关闭另一个进程，或为第二个终端另设流水',
    ],
    [
      'another process has this journal open for writing',
      'a terminal program is already running on this machine',
      'use the window that is open already, or call the IT department',
      'a journal has one writer: close the other process or give a second terminal its own file',
    ],
  ),
  'journal.other-terminal': texts(
    [
      '该流水属于另一个终端号',
      '流水文件被复制过来，或终端号设置被改',
      '停止结算，联系信息科',
      '终端号与流水一一对应：改回终端号或换用自己的流水',
    ],
    [
      'the journal belongs to another terminal id',
      'the file was copied from another machine, or the terminal id was changed',
      'stop settling and call the IT department',
      'one journal belongs to one terminal id: restore the id or use the right file',
    ],
  ),
  'journal.changed-elsewhere': texts(
    [
      '流水在本程序之外被追加或改动',
      '锁文件被删后另一进程写入，或有人直接改库',
      '停止结算，联系信息科',
      '关闭所有写入者，运行 onecard journal verify，再重新打开',
    ],
    [
      'the journal grew or changed behind this process',
      'its lock file was deleted and a second process wrote, or someone edited the database',
      'stop settling and call the IT department',
      'close every writer, run onecard journal verify, then open it again',
    ],
  ),
  'journal.entry-changed': texts(
    [
      '流水中有一条记录与其哈希不符',
      '记录写入后被改动，或磁盘损坏',
      '停止结算，联系信息科',
      '运行 onecard journal verify 查看全部问题，从备份恢复',
    ],
    [
      'an entry of the journal does not match its hash',
      'it was changed after it was written, or the disk is failing',
      'stop settling and call the IT department',
      'run onecard journal verify for the full list and restore a backup',
    ],
  ),
  'journal.payload-undecodable': texts(
    [
      '流水记录的内容不符合规定格式',
      '记录被改动，或由不同版本的程序写成',
      '请联系信息科',
      'detail 中有字段路径与期望；运行 onecard journal verify',
    ],
    [
      'the contents of an entry have not the form they must have',
      'the entry was changed, or another version of the program wrote it',
      'call the IT department',
      'the detail names field and expectation; run onecard journal verify',
    ],
  ),
  'journal.no-open-intent': texts(
    [
      '流水中没有该结算号的未结意向，未写入',
      '先发送后记账，或结算号来自另一个终端',
      '不要收费；请联系信息科',
      '先 append(intent) 再发往中心；用 openIntents() 查看未结项',
    ],
    [
      'no intent of that settlement id is open in the journal; nothing was written',
      'something was sent before it was recorded, or the id is another terminal’s',
      'do not charge; call the IT department',
      'append the intent before anything leaves; openIntents() lists what is open',
    ],
  ),
  'journal.already-recorded': texts(
    [
      '该结算号已有意向或已结束，未重复写入',
      '同一结算被提交了两次',
      '请按结算号查询已有结果，不要再次收费',
      '按 detail 中的序号读取已有记录；每个结算号只有一个意向和一个结束',
    ],
    [
      'this settlement id has its intent, or its end, already; nothing was written again',
      'the same settlement was handed in twice',
      'look the settlement up by its number and do not charge again',
      'read the entry at the sequence in the detail; an id has one intent and one end',
    ],
  ),
  'journal.out-of-turn': texts(
    [
      '该结算号此刻不能登记这一步，未写入',
      '步骤顺序颠倒，例如卡未写就登记写卡完成',
      '不要收费；请按结算号查询状态',
      'detail 中有上一步的种类与序号；可接的种类见 docs/formats/journal.md',
    ],
    [
      'this step may not come now for this settlement id; nothing was written',
      'steps are out of order, such as a card commit without a card write',
      'do not charge; look the settlement up by its number',
      'the detail names the step before it; docs/formats/journal.md lists what may follow what',
    ],
  ),
  'journal.day-closed-already': texts(
    [
      '该日已日结锁定，未重复写入',
      '同一天被签了两次日结',
      '查看已有的日结单，不要再次签字',
      '按 detail 中的序号读取已有的日结记录',
    ],
    [
      'this day is closed already; nothing was written again',
      'the same day was signed off twice',
      'look at the closing that is there and do not sign again',
      'read the closing at the sequence in the detail',
    ],
  ),
  'journal.statement-differs': texts(
    [
      '签名的结算与意向中登记的不是同一内容，未写入',
      '签名前内容被改动，或两笔结算混淆',
      '不要收费；请联系信息科',
      '签名必须覆盖意向中的同一陈述；逐字节比较 encodeStatement 的结果',
    ],
    [
      'the signed settlement is not the one its intent recorded; nothing was written',
      'it was altered before signing, or two settlements were mixed up',
      'do not charge; call the IT department',
      'sign the statement of the intent; compare the bytes of encodeStatement',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
