import { type ErrorTexts, texts } from './table.ts';

/** The settlement of a visit. */
export const TERMINAL_ERRORS = {
  'terminal.signature-invalid': texts(
    [
      '卡片或终端安全模块对结算的签名验不过',
      '卡片与签发对象中的公钥不符，或安全模块密钥更换后未登记',
      '不要收费；保留卡片，联系县合管中心',
      '结算已在中心入账：用同一结算号查询；核对安全模块公钥登记',
    ],
    [
      'the signature of card or security module under the settlement does not verify',
      'the card is not the one its signed object speaks of, or the module has a key nobody registered',
      'do not charge; keep the card and call the county centre',
      'the centre holds the settlement: query it by id; check the registered key of the module',
    ],
  ),
  'terminal.county-gone': texts(
    [
      '流水中有未完成的结算，而本终端不再连接其参合地',
      '终端配置去掉了该县，或数据目录放错了终端',
      '不要收费；请信息科恢复该参合地的配置',
      '恢复 Equipment.counties 中的该县，再运行 onecard settle recover',
    ],
    [
      'the journal has an open settlement of a home county that this terminal knows no more',
      'the county was taken out of the configuration, or the folder belongs to another terminal',
      'charge nothing; have the IT department put that county back',
      'put the county back into Equipment.counties, then run onecard settle recover',
    ],
  ),
  'terminal.still-standing': texts(
    [
      '冲正已发出，但查询仍显示未撤销',
      '中心尚未处理完，或冲正链中的某一环没有执行',
      '不要收费；稍后再试，由县合管中心核对',
      '见 detail.at：哪一环未撤销；再次 recover 会从头按状态继续',
    ],
    [
      'the reversal was sent, and the question afterwards still finds it standing',
      'the centre has not finished it, or a link of the chain did nothing',
      'charge nothing; try again later, and have the county centre look',
      'see detail.at for the link; another recovery goes through the chain by state again',
    ],
  ),
  'terminal.clock-wrong': texts(
    [
      '本终端的时钟与参合地中心相差半小时以上，未作任何记录',
      '电脑时钟被改动、主板电池耗尽，或没有网络校时；中心时钟出错较少见',
      '不要收费；请把电脑时间调准后再刷卡，不会重复扣费',
      'detail 中有相差的分钟数（aheadMinutes 为快，behindMinutes 为慢）；启用网络校时，运行 onecard doctor',
    ],
    [
      "this terminal's clock differs from the home county's centre by more than half an hour; nothing was written",
      "the computer's clock was changed, its battery is empty, or no time service runs; seldom it is the centre's",
      'charge nothing; set the clock of the computer and tap again, nothing is charged twice',
      'the detail has the minutes (aheadMinutes, behindMinutes); turn time service on and run onecard doctor',
    ],
  ),
  'terminal.journal-replaced': texts(
    [
      '本终端的流水不是参合地中心见过的那一份：少了中心已见到的记录，或内容不同',
      '流水文件被删除、换成旧备份，或两台机器用了同一终端号',
      '停止结算，不要收费；请联系信息科，不要删除任何文件',
      'detail 中有中心见到的序号与流水的末条；用 onecard journal verify 核对，移走现有文件后用 onecard journal restore 放回最新备份（它以中心所知核对自己）；找不回时以新终端号登记',
    ],
    [
      "this terminal's journal is not the one that the home county's centre has seen: an entry is missing or another",
      'the file was deleted, an old copy was put back, or two machines use one terminal id',
      'stop settling, charge nothing; call the IT department and delete nothing',
      'the detail has the entry that the centre has seen and the last one here; run onecard journal verify, move the file away and put the newest backup back with onecard journal restore, which proves itself against what the centre has seen; without one register a new terminal id',
    ],
  ),
  'terminal.ledger-replaced': texts(
    [
      '参合地中心没有本终端已签名的一笔结算',
      '中心的数据被换成旧备份，或终端连到了另一套数据',
      '停止该参合地的结算，不要收费；请联系参合地县合管中心',
      '以本终端流水中该结算号的记录恢复中心的账；恢复前再次结算会重复支付',
    ],
    [
      'the home county’s centre has never heard of a settlement that this terminal holds signed',
      'an old copy of the ledger was put back, or the terminal reaches another one',
      'settle nothing more for that county, charge nothing; call the home county centre',
      'restore the ledger from the entry of that id in this journal; settling before that pays twice',
    ],
  ),
  'terminal.id-conflict': texts(
    [
      '中心已用同一结算号记录了不同内容',
      '流水文件被复制到另一台终端，或随机源失效',
      '停止结算，联系信息科',
      '核对终端号与流水文件是否唯一；不要重发',
    ],
    [
      'the centre holds other content under the same settlement id',
      'a journal was copied to a second terminal, or the random source failed',
      'stop settling and call the IT department',
      'check that terminal id and journal are unique; do not send again',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
