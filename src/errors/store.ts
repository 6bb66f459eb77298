import { type ErrorTexts, texts } from './table.ts';

/** The embedded store beneath journal, centre and registers. */
export const STORE_ERRORS = {
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
  'store.main-missing': texts(
    [
      '数据文件不见了或是空的，旁边还留着未并入的 -wal 文件，未作任何改动',
      '断电或程序被杀之后，有人只移走、清空或改名了主文件',
      '不要收费，不要删除任何文件；请联系信息科',
      '把主文件放回原处再打开（最后的记录在 detail 所指的 -wal 里）；主文件确已丢失的，把 -wal 一并移到别处保存，再恢复备份',
    ],
    [
      'the file of a store is gone or empty while its -wal file still holds what was written last; nothing was touched',
      'after a power cut, or when the program was killed, somebody moved, emptied or renamed the main file alone',
      'charge nothing and delete nothing; call the IT department',
      'put the main file back in its place and open again: the last entries are in the -wal file that the detail names; if the main file is lost, move the -wal file away with what else is left and restore a backup',
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
  'store.older-format': texts(
    [
      '数据文件是早先版本的格式，本程序不能迁移，未作任何改动',
      '跳过了中间的版本升级，或把很早的备份放了回来',
      '请联系信息科，不要删除文件',
      '先用认识该格式的版本打开一次（detail 中有文件的格式与本程序能迁移的最早格式），再升级到本版本',
    ],
    [
      'the store has the format of an earlier version that this one does not migrate; nothing in it was touched',
      'a version was left out in upgrading, or a very old copy was put back',
      'call the IT department and delete nothing',
      'open it once with a version between (the detail has its format and the oldest that is migrated here), then with this one',
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
} as const satisfies Record<string, ErrorTexts>;
