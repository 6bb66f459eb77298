import { type ErrorTexts, texts } from './table.ts';

/** Encodings, keys, certificates, lists and settlements that are not what they must be. */
export const CRYPTO_ERRORS = {
  'crypto.cbor-malformed': texts(
    [
      '数据不是完整合法的 CBOR（RFC 8949）',
      '读卡中断、文件被截断，或内容不是本系统写入的数据',
      '请重新插卡再读一次；仍失败则请持卡人到县经办机构换卡',
      '按 rule 与 offset 定位；检查是否整段传入，既不多也不少一个字节',
    ],
    [
      'the bytes are no complete, well-formed CBOR (RFC 8949)',
      'reading was cut short, a file was truncated, or something else wrote the bytes',
      'insert the card again; if it fails again, send the holder to the county office for a new card',
      'locate it by rule and offset; pass the whole item and not one byte more',
    ],
  ),
  'crypto.cbor-not-canonical': texts(
    [
      '数据是合法的 CBOR，但不是唯一的规范编码',
      '由其他程序写入，或内容被改动过',
      '不要使用该卡结算，请持卡人到县经办机构核验',
      '用 encodeCbor 编码：定长、最短头部、键按编码字节升序且不重复',
    ],
    [
      'the bytes are CBOR, but not the one canonical form of their value',
      'another program wrote them, or they were changed',
      'do not settle with this card; send the holder to the county office to have it checked',
      'encode with encodeCbor: definite lengths, shortest heads, keys ascending by bytes and unique',
    ],
  ),
  'crypto.cbor-not-allowed': texts(
    [
      '数据含有卡内记录不允许的内容（浮点数、标签、未定义值、非法文本等）',
      '由其他程序写入，或版本不匹配',
      '请联系信息科核对卡片与软件版本',
      '只使用 ±(2^53-1) 内的整数、合法 UTF-8 文本、字节串、数组、整数或文本键的映射',
    ],
    [
      'the bytes hold what records may not: a float, a tag, undefined, a bad text, an odd key',
      'another program wrote them, or versions do not match',
      'call the IT department to compare the versions of card and software',
      'use integers within ±(2^53-1), UTF-8 text, bytes, arrays, and maps keyed by integer or text',
    ],
  ),
  'crypto.cbor-too-large': texts(
    [
      '数据超出大小、层数或元素个数的上限',
      '把大文件当作卡内数据读取，或数据是恶意构造的',
      '请联系信息科',
      '本机大文档传入 DOCUMENT_LIMITS；来自卡片或网络的数据不得放宽',
    ],
    [
      'the bytes exceed the limit of size, depth or count of items',
      'a large document was read as card data, or the bytes were built to do harm',
      'call the IT department',
      'pass DOCUMENT_LIMITS for large local documents; never widen the limits for a card or the network',
    ],
  ),
  'crypto.cose-malformed': texts(
    [
      '签名对象不符合本系统的 COSE_Sign1 格式',
      '卡片或文件由其他系统签发，或内容损坏',
      '请持卡人到县经办机构核验卡片',
      '对照 docs/formats/crypto.md：标签 18、受保护头只含算法与 8 字节密钥标识、签名 64 字节',
    ],
    [
      'a signed object is no COSE_Sign1 of the OneCard profile',
      'another system issued the card or file, or it is damaged',
      'send the holder to the county office to have the card checked',
      'see docs/formats/crypto.md: tag 18, protected header of alg and an 8-byte kid, 64-byte signature',
    ],
  ),
  'crypto.key-malformed': texts(
    [
      '密钥不是该算法套件的合法 COSE_Key',
      '密钥文件损坏、套件不匹配，或公钥不在曲线上',
      '请联系信息科检查密钥文件',
      '按 field 定位；公钥只含 kty、crv、x、y，私钥文件另含 d，且公私钥须成对',
    ],
    [
      'a key is no COSE_Key of its suite',
      'a damaged key file, a key of another suite, or a point that is not on the curve',
      'call the IT department to check the key files',
      'locate it by field; public keys hold kty, crv, x, y alone, key files d as well, and both halves match',
    ],
  ),
  'crypto.certificate-malformed': texts(
    [
      '证书字段缺失、多余或取值不合规定',
      '证书由其他系统签发，或文件损坏',
      '请持卡人到县经办机构核验卡片；终端自身的证书请联系信息科',
      '按 field 与 expected 定位；用 issueCertificate 重新签发',
    ],
    [
      'a certificate lacks a field, has one too many, or a value that is not allowed',
      'another system issued it, or the file is damaged',
      'send the holder to the county office; for the terminal’s own certificates call the IT department',
      'locate it by field and expected; issue it again with issueCertificate',
    ],
  ),
  'crypto.trust-store-invalid': texts(
    [
      '终端信任库中的省级根证书无效',
      '安装了错误的文件，或根证书被改动',
      '停止结算，联系信息科重新安装根证书',
      'roots 中每一项须为自签的省级证书；按 index 定位',
    ],
    [
      'a province root in the terminal’s trust store is not valid',
      'the wrong file was installed, or the root was changed',
      'stop settling; call the IT department to install the roots again',
      'each entry of roots must be a self-signed province certificate; locate it by index',
    ],
  ),
  'crypto.status-list-malformed': texts(
    [
      '卡片状态名单（黑名单）字段不合规定',
      '名单文件损坏或版本不匹配',
      '请联系信息科重新下载状态名单',
      '按 field 与 expected 定位；用 issueStatusList 重新签发',
    ],
    [
      'a list of card statuses (blocked cards) has a field that is not allowed',
      'the list file is damaged or of another version',
      'call the IT department to download the list again',
      'locate it by field and expected; issue it again with issueStatusList',
    ],
  ),
  'crypto.status-index-outside': texts(
    [
      '卡片在状态名单中的序号超出名单范围',
      '状态名单比卡片旧，或不是该卡所属的名单',
      '请联系信息科更新状态名单后再试',
      '核对 EF.SOD 中的名单编号与序号；换发新卡后须先发布新名单',
    ],
    [
      'the index of a card lies outside the list of card statuses',
      'the list is older than the card, or is not the one the card belongs to',
      'call the IT department to update the list, then try again',
      'compare list number and index in EF.SOD; publish the longer list before new cards go out',
    ],
  ),
  'crypto.base45-malformed': texts(
    [
      '二维码文字不是合法的 Base45',
      '扫码不完整、识读有误，或不是本系统的二维码',
      '请重新扫码；仍失败则请持卡人出示卡片',
      '按 offset 定位；只传入二维码的原文，不改大小写、不增删空格',
    ],
    [
      'the text of a code is no Base45 (RFC 9285)',
      'the scan was incomplete or misread, or it is another system’s code',
      'scan it again; if it fails again, ask for the card',
      'locate it by offset; pass the text of the code as it is, without changing case or blanks',
    ],
  ),
  'crypto.identity-malformed': texts(
    [
      '身份二维码缺少字段、有多余字段或取值不合规定',
      '二维码由其他系统或更新版本的软件签发',
      '请持卡人出示卡片或身份证件',
      '按 field 与 expected 定位；用 issueIdentityCode 签发，有效期不超过 90 天',
    ],
    [
      'an identity code lacks a field, has one too many, or a value that is not allowed',
      'another system or a newer version of the software issued it',
      'ask for the card or an identity document',
      'locate it by field and expected; issue it with issueIdentityCode, for at most 90 days',
    ],
  ),
  'crypto.pool-closed': texts(
    [
      '签名校验线程池已关闭，或校验线程意外终止',
      '程序正在退出，内存不足，或程序包缺少 signature-worker.js',
      '请重新启动程序；反复出现请联系信息科',
      '按 reason 判断：closed 为已关闭，thread-died 表示该次校验未完成，可重新提交',
    ],
    [
      'the pool of signature threads is closed, or the thread that was to verify died',
      'the program is ending, memory ran out, or signature-worker.js is missing from the package',
      'start the program again; if it comes back, call the IT department',
      'see reason: closed, or thread-died, where the check was not made and may be asked for again',
    ],
  ),
  'crypto.pool-full': texts(
    [
      '等待校验的签名过多',
      '提交速度持续高于校验速度',
      '请稍后再试',
      '等待已提交的校验完成后再继续提交，或增加线程',
    ],
    [
      'too many signatures wait to be verified',
      'they come faster than the threads verify, and have done so for a while',
      'try again later',
      'wait for those that were asked for before you ask for more, or add threads',
    ],
  ),
  'crypto.settlement-malformed': texts(
    [
      '结算单字段缺失、多余或取值不合规定',
      '由不同版本的软件生成，或内容损坏',
      '请联系信息科；在查明前不要重复结算',
      '按 field 与 expected 定位；用 encodeStatement 生成结算单',
    ],
    [
      'a settlement statement lacks a field, has one too many, or a value that is not allowed',
      'another version of the software wrote it, or it is damaged',
      'call the IT department; do not settle again before it is understood',
      'locate it by field and expected; build statements with encodeStatement',
    ],
  ),
  'crypto.suite-not-available': texts(
    [
      '不支持该算法套件',
      '卡片或证书使用比本软件更新的算法套件，或密钥属于未知曲线',
      '请联系信息科安装支持该卡的软件版本',
      '本版本有套件 1（INT）与 2（SM）；按 suite 或 curve 查看所要求的套件',
    ],
    [
      'an algorithm suite is not available',
      'the card or certificate uses a newer suite than this version has, or the key is of an unknown curve',
      'call the IT department for a version of the software that supports this card',
      'this version has suites 1 (INT) and 2 (SM); suite or curve tells which one is asked for',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
