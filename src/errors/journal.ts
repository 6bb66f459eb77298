import { type ErrorTexts, texts } from './table.ts';

/** The terminal's journal. */
export const JOURNAL_ERRORS = {
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
  'journal.not-migrated': texts(
    [
      '旧版流水文件未能升级，文件保持原样',
      '升级时发现某条记录与哈希链不符：文件此前已损坏或被改',
      '停止结算，联系信息科',
      'detail 中是第一条不符的序号；从备份恢复后再打开',
    ],
    [
      'a journal of an earlier version was not migrated; the file is as it was',
      'an entry does not fit the chain: the file was damaged or changed before',
      'stop settling and call the IT department',
      'the detail names the first entry that does not hold; restore a backup and open that',
    ],
  ),
  'journal.copy-exists': texts(
    [
      '目标位置已有文件，未写入',
      '备份目标重名，或恢复时原流水文件仍在',
      '不要删除任何文件；请联系信息科',
      '备份换一个文件名；恢复前先把旧文件（含 -wal、-shm）移到别处',
    ],
    [
      'a file stands where the copy should go; nothing was written',
      'a backup of that name is there, or the journal to be replaced still is',
      'delete nothing and call the IT department',
      'give the backup another name; before a restore move the old file away, -wal and -shm included',
    ],
  ),
  'journal.copy-damaged': texts(
    [
      '流水副本未通过校验，未采用',
      '备份介质损坏，或原流水在备份时已有问题',
      '请联系信息科，换用另一份备份',
      'detail 中是发现的问题；对该文件运行 onecard journal verify',
    ],
    [
      'the copy of a journal does not verify and was not used',
      'the medium is damaged, or the journal was when it was copied',
      'call the IT department and use another backup',
      'the detail names the findings; run onecard journal verify on the file',
    ],
  ),
  'journal.copy-outdated': texts(
    [
      '备份比中心见过的流水旧，拒绝恢复',
      '备份之后又有请求发到中心；用旧备份会丢失这些结算，或把同一笔再做一次',
      '请联系信息科，找更新的备份，不要继续结算',
      'detail 中有中心见到的序号与备份的末条；没有更新的备份时须由中心处理该终端',
    ],
    [
      'the backup is older than what the centre has seen of this journal; it was not restored',
      'requests reached the centre after it was made: with it settlements would be lost, or done once more',
      'have the IT department find a newer backup and do not settle',
      'the detail has the entry that the centre has seen and the last one of the backup; without a newer one the centre has to deal with this terminal',
    ],
  ),
  'journal.not-an-export': texts(
    [
      '该文件不是流水导出文件',
      '选错了文件，或首行被改',
      '请核对文件名',
      '首行须为 OneCard/JOURNAL-EXPORT/1 的 JSON',
    ],
    [
      'the file is no export of a journal',
      'another file was named, or its first line was changed',
      'check the name of the file',
      'its first line is a JSON object with the format OneCard/JOURNAL-EXPORT/1',
    ],
  ),
  'journal.earlier-differs': texts(
    [
      '往年流水文件与结转时的末条不符',
      '往年文件被截断、被改动，或换成了别的文件',
      '停止结算，联系信息科',
      '从备份找回结转时的文件；对两个文件都运行 onecard journal verify',
    ],
    [
      'the file of an earlier year does not end as it was carried over',
      'it was cut, changed, or another file was put in its place',
      'stop settling and call the IT department',
      'find the file as it was in a backup; run onecard journal verify on both',
    ],
  ),
  'journal.earlier-missing': texts(
    [
      '往年流水文件不在原处，而其中还有未结的事项',
      '结转后过早移走了往年文件，或只从备份恢复了本年的文件',
      '不要收费；请联系信息科',
      '把 detail 所指的文件从备份放回流水所在的文件夹，再重新打开；往年文件须留到其中再无未结事项',
    ],
    [
      'the file of an earlier year is not in its place, and something in it is still open',
      'it was moved away too early, or only the file of this year was restored',
      'charge nothing and call the IT department',
      'put the file that the detail names back into the folder of the journal and open it again; it stays there while anything in it is open',
    ],
  ),
  'journal.signature-wrong': texts(
    [
      '安全模块对流水的签名与它自己的公钥不符',
      '模块故障，或登记的公钥属于另一个模块',
      '结算不受影响；请联系信息科检查安全模块',
      '检查点和年度结转需要可验证的签名：更换模块，或改用正确的公钥后重试；流水未被改动',
    ],
    [
      'the security module signed the journal with something that its own public key does not verify',
      'the module is faulty, or the public key belongs to another module',
      'settling goes on; ask the IT department to check the security module',
      'a checkpoint and the end of a year need a signature that verifies: replace the module or its key and try again; the journal is unchanged',
    ],
  ),
  'journal.nothing-to-rotate': texts(
    [
      '流水中还没有可结转的记录',
      '新文件刚建好，或已经结转过',
      '不需要处理',
      '结转后须先有新的记录，才能再次结转',
    ],
    [
      'there is nothing in the journal to carry over',
      'the file is new, or was just rotated',
      'nothing needs to be done',
      'a rotated file needs entries of its own before it is rotated again',
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
  'journal.day-went-on': texts(
    [
      '核对之后本机又有结算或冲正，日结未写入',
      '签认的同时有人在结算或冲正',
      '重新核对当日，再签认',
      '用新的流水末尾（through）重新比较后再追加 day-closed；openDayDesk 会自己重新比较',
    ],
    [
      'this terminal settled or reversed something after the comparison; the day was not closed',
      'somebody was settling or reversing while the day was signed off',
      'compare the day again, then sign it off',
      'compare again through the new end of the journal and append day-closed with it; openDayDesk does so by itself',
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
