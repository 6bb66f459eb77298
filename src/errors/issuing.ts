import { type ErrorTexts, texts } from './table.ts';

/** 发卡: the issuer's key store, lists of persons, batches, reports. */
export const ISSUING_ERRORS = {
  'issuing.passphrase-wrong': texts(
    [
      '口令打不开密钥库',
      '口令输错，或密钥库属于另一个机构',
      '核对口令后重试；口令不能找回',
      '密钥库头部的校验块不能解开；口令按 NFC 归一',
    ],
    [
      'the passphrase does not open the key store',
      'it was mistyped, or the store is of another issuer',
      'check the passphrase and try again; it cannot be recovered',
      'the check block of the head does not open; a passphrase is taken in normal form C',
    ],
  ),
  'issuing.store-missing': texts(
    [
      '这里没有发卡机构的密钥库，或其中缺少密钥',
      '文件夹写错，或 onecard issuer init 没有完成',
      '核对 --issuer 文件夹；新机构先执行 onecard issuer init',
      '需要 keys/store.head 与 register.sqlite',
    ],
    [
      'there is no key store of an issuer here, or a key of it is missing',
      'another folder was meant, or onecard issuer init did not finish',
      'check the folder of --issuer; a new issuer begins with onecard issuer init',
      'keys/store.head and register.sqlite are expected',
    ],
  ),
  'issuing.store-exists': texts(
    [
      '这里已有密钥库，没有改动',
      '该文件夹已用于某个发卡机构',
      '另选文件夹',
      '密钥库从不覆盖；先确认旧库可以弃用',
    ],
    [
      'there is a key store here already; nothing was changed',
      'the folder is an issuer’s',
      'choose another folder',
      'a store is never written over',
    ],
  ),
  'issuing.store-damaged': texts(
    [
      '密钥库或登记册中的密文不能打开',
      '文件被改动、截断或与别的文件调换',
      '停止发卡，从备份恢复整个文件夹',
      'AES-256-GCM 标签不符，或名称与密文不符；见 detail.name',
    ],
    [
      'something sealed in the key store or register does not open',
      'a file was changed, cut short or swapped with another',
      'stop issuing and restore the whole folder from its backup',
      'the tag of AES-256-GCM does not match its name and bytes; see detail.name',
    ],
  ),
  'issuing.key-exists': texts(
    ['该名称的密钥已存在，没有改动', '重复初始化', '无需处理，或另选文件夹', '签名密钥从不替换'],
    [
      'a key of that name exists; nothing was changed',
      'something was founded twice',
      'nothing to do, or choose another folder',
      'a signing key is never replaced',
    ],
  ),
  'issuing.issuer-exists': texts(
    [
      '该文件夹已是一个发卡机构',
      '重复执行 onecard issuer init',
      '直接发卡，或另选文件夹',
      '一个文件夹一个机构',
    ],
    [
      'the folder is an issuer already',
      'onecard issuer init was run twice',
      'issue cards, or choose another folder',
      'one issuer a folder',
    ],
  ),
  'issuing.cannot-read': texts(
    ['文件无法读取', '没有权限，或磁盘故障', '请联系信息科', '见 detail.system：操作系统的错误码'],
    [
      'a file cannot be read',
      'no permission, or the disk fails',
      'call the IT department',
      'see detail.system, the error code of the operating system',
    ],
  ),
  'issuing.cannot-write': texts(
    [
      '文件无法写入',
      '没有权限、磁盘已满或文件夹不存在',
      '腾出空间或更正文件夹后，重复同一条命令',
      '见 detail.system；写入前的旧内容仍在',
    ],
    [
      'a file cannot be written',
      'no permission, a full disk, or no such folder',
      'make room or correct the folder, then run the same command again',
      'see detail.system; what stood there before still stands',
    ],
  ),
  'issuing.list-refused': texts(
    [
      '名单有错，未制一张卡；逐条问题附后（行、列、规则、改法）',
      '表格漏填、格式不符，或同一人出现两次',
      '按所列更正名单后重新执行',
      '读取 problems：每条给出行、列与规则；见 docs/issuing.md',
    ],
    [
      'the list has mistakes and no card was made; each follows with line, column, rule and remedy',
      'a field is missing or has another form, or a person stands twice',
      'correct the list as told and run the command again',
      'read problems: line, column and rule of each; see docs/issuing.md',
    ],
  ),
  'issuing.person-has-card': texts(
    [
      '名单中有人先前已发过卡，或已列入另一批',
      '同一人发两次卡',
      '从名单中删去该人；遗失补卡用 onecard card reissue',
      'detail.row 为第几人；登记册以带密钥的摘要认人',
    ],
    [
      'somebody of the list was given a card before, or is listed in another batch',
      'one person was to get two cards',
      'remove the person; for a lost card: onecard card reissue',
      'detail.row counts the persons; the register knows them by a keyed hash',
    ],
  ),
  'issuing.batch-elsewhere': texts(
    [
      '这份名单已开始往别处制卡',
      '续制时换了 --out 或 --centre',
      '用开始时的 --out 与 --centre 再执行一次',
      '一批卡的去向在开始时定下，见 detail.destination、detail.centre',
    ],
    [
      'the cards of this list were begun for another place',
      'a run that goes on names another --out or --centre',
      'run it again with the --out and --centre that it began with',
      'a batch keeps its place: see detail.destination and detail.centre',
    ],
  ),
  'issuing.in-use': texts(
    [
      '另一个程序正在用这个机构发卡',
      '同一文件夹上有两个发卡命令',
      '等它结束后重试',
      'register.sqlite-lock 被持有；进程结束时自动释放',
    ],
    [
      'another program is issuing for this county',
      'two issuing commands on one folder',
      'wait for it and try again',
      'register.sqlite-lock is held; it is let go when that process ends',
    ],
  ),
  'issuing.interrupted': texts(
    [
      '发卡中途停止，已制的卡完好',
      '操作员中断',
      '重复同一条命令即从断处继续',
      'detail.done 为已完成的行数',
    ],
    [
      'issuing was stopped in the middle; the cards made so far are whole',
      'the operator interrupted it',
      'run the same command again: it goes on from there',
      'detail.done is the count of rows done',
    ],
  ),
  'issuing.changed-meanwhile': texts(
    [
      '状态名单刚被另一个程序更新',
      '两个命令同时改动同一机构',
      '重复同一条命令',
      '名单版本须正好加一',
    ],
    [
      'another program has just signed the status list',
      'two commands changed one issuer at the same time',
      'run the same command again',
      'a list’s version rises by exactly one',
    ],
  ),
  'issuing.card-unknown': texts(
    [
      '本机构没有发过这张卡',
      '卡号写错，或为别县的卡',
      '核对卡号；别县的卡由该县处理',
      '见 detail.serial；查 register.sqlite',
    ],
    [
      'this issuer never issued that card',
      'the serial is mistyped, or of another county',
      'check the serial; the other county handles its own cards',
      'see detail.serial; the register has no such card',
    ],
  ),
  'issuing.other-person': texts(
    [
      '名单中没有这张卡的持卡人',
      '给错名单，或身份证号写错',
      '核对名单中的身份证号',
      '按身份证号的带密钥摘要比较',
    ],
    [
      'the list does not hold the holder of that card',
      'another list was given, or the identity number is mistyped',
      'check the identity number in the list',
      'keyed hashes of the identity numbers are compared',
    ],
  ),
  'issuing.usage-unknown': texts(
    [
      '中心没有此人本年的累计，不能补卡',
      '此人未登记、当年未参合，或中心账册不对',
      '先在中心登记该人与该年度，再补卡；旧卡已停用',
      '见 detail.answer：CentrePort.person 的回答',
    ],
    [
      'the centre knows no usage of this person and year, so no card is made anew',
      'the person is not registered, has not joined for the year, or it is another centre',
      'register person and year at the centre, then run it again; the old card is blocked already',
      'see detail.answer: what CentrePort.person answered',
    ],
  ),
  'issuing.report-malformed': texts(
    [
      '发卡报告内容不合规定',
      '文件不是发卡报告，或被改动',
      '索取原报告',
      '见 detail.field；格式见 docs/issuing.md',
    ],
    [
      'the issuing report has not its form',
      'the file is no issuing report, or was changed',
      'ask for the report as it was signed',
      'see detail.field; docs/issuing.md has the form',
    ],
  ),
  'issuing.token-library': texts(
    [
      'PKCS#11 动态库无法装载',
      '路径写错、与本机架构不符，或为 Windows 系统',
      '核对 --token-library；请联系信息科',
      '需要 64 位 Linux 或 macOS，以及 koffi',
    ],
    [
      'the PKCS#11 library cannot be loaded',
      'another path or machine, or Windows',
      'check --token-library; call the IT department',
      'a 64-bit Linux or macOS and koffi are needed',
    ],
  ),
  'issuing.token-missing': texts(
    [
      '没有该标签的密码设备',
      '设备未插入，或标签写错',
      '插好设备，核对 --token-label',
      'detail.tokens 为找到的设备数；比较 CK_TOKEN_INFO.label',
    ],
    [
      'there is no token of that label',
      'it is not plugged in, or has another label',
      'plug it in and check --token-label',
      'detail.tokens counts those found; the label is that of CK_TOKEN_INFO',
    ],
  ),
  'issuing.token-pin-wrong': texts(
    [
      '密码设备的 PIN 不对',
      '输错，或为另一设备的 PIN',
      '核对后重试；多次输错设备会锁死',
      'C_Login 答复 CKR_PIN_INCORRECT',
    ],
    [
      'the PIN of the token is wrong',
      'it was mistyped, or is of another token',
      'check it and try again; a token blocks after a few wrong ones',
      'C_Login answered CKR_PIN_INCORRECT',
    ],
  ),
  'issuing.token-failed': texts(
    [
      '密码设备拒绝或出错',
      '设备被拔出、PIN 锁死、空间不足，或不支持该算法',
      '重新插好设备再试；仍失败请联系信息科',
      '见 detail.function 与 detail.code（CK_RV，十六进制）',
    ],
    [
      'the token refused or failed',
      'it was pulled, is blocked or full, or lacks the algorithm',
      'plug it in again and retry; else call the IT department',
      'see detail.function and detail.code (CK_RV in hexadecimal)',
    ],
  ),
  'issuing.token-suite': texts(
    [
      '密码设备只支持国际算法套件',
      'PKCS#11 没有标准的 SM2 机制',
      '国密套件用文件密钥库，或由厂商提供驱动',
      '实现 SigningKeyStore 即可接入厂商接口',
    ],
    [
      'tokens keep keys of the international suite alone',
      'PKCS#11 has no standard mechanism for SM2',
      'keep the keys of the national suite in the files, or ask the maker for a driver',
      'implement SigningKeyStore over the maker’s interface',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
