import type { Bilingual } from '../../model/index.ts';
import { DESK_RULES } from './deskRules.ts';

/**
 * Every rule that a document can break, in both languages. A sentence says what must hold; the
 * facts beside it in a problem say what was found.
 */
export const DOCUMENT_RULES = {
  'cases.cash-or-refused': {
    zh: '应得结果须写明现金，或不予结算的原因，二者择一',
    en: 'a case must say what the patient pays in cash, or why the bill is refused, and not both',
  },
  'cases.differs': {
    zh: '方案算出的结果与算例不同',
    en: 'the plan gives another result than the case says',
  },
  'cases.of-another-plan': {
    zh: '算例属于另一份方案',
    en: 'the cases must be those of the plan',
  },
  'document.too-large': {
    zh: '文件超过允许的字节数或语法单位数',
    en: 'the document must stay below the limits for bytes and for tokens',
  },
  'document.too-deep': { zh: '嵌套层数过多', en: 'nesting must stay below the limit' },
  'document.syntax': { zh: '不是合法的 YAML 或 JSON', en: 'must be well-formed YAML or JSON' },
  'document.not-json': {
    zh: '扩展名为 .json 的文件必须是合法 JSON',
    en: 'a file that ends in .json must be JSON',
  },
  'document.empty': { zh: '文件没有内容', en: 'must hold one document' },
  'document.several': { zh: '一个文件只能有一份文档', en: 'a file must hold one document only' },
  'document.directive': { zh: '不允许 % 指令', en: 'directives (%) are not allowed' },
  'document.alias': {
    zh: '不允许锚点（&）与别名（*）：请写全',
    en: 'anchors (&) and aliases (*) are not allowed: write the value out',
  },
  'document.tag': { zh: '不允许类型标签（!）', en: 'tags (!) are not allowed' },
  'document.key': { zh: '字段名必须是文本', en: 'a field name must be text' },
  'document.duplicate-key': { zh: '同一字段出现两次', en: 'a field may stand once only' },
  'document.character': {
    zh: '文本含控制字符、方向控制符或残缺的 Unicode 字符（文件须为 UTF-8 编码）',
    en: 'text must hold no control, direction or broken Unicode character (files are UTF-8)',
  },
  'field.missing': { zh: '缺少必填字段', en: 'a required field is missing' },
  'field.unknown': { zh: '不认识的字段', en: 'the field is unknown' },
  'field.wrong-kind': { zh: '字段类型不对', en: 'the value is of the wrong kind' },
  'field.number-for-text': {
    zh: '应写成带引号的文本，不能写成数字（数字会丢失精度或前导零）',
    en: 'must be text in quotes, not a number: a number loses exactness and leading zeros',
  },
  'field.not-one-of': { zh: '不是允许的取值', en: 'must be one of the allowed values' },
  'field.too-long': { zh: '文本过长', en: 'the text is too long' },
  'field.too-short': { zh: '文本不能为空', en: 'the text must not be empty' },
  'field.too-many': { zh: '条目过多', en: 'the list is too long' },
  'field.too-few': { zh: '条目过少', en: 'the list is too short' },
  'field.not-an-amount': {
    zh: '金额须为十进制文本：整数至多 13 位，小数至多 2 位',
    en: 'an amount must be decimal text: at most 13 digits, at most 2 decimals',
  },
  'field.not-a-price': {
    zh: '单价须为十进制文本：整数至多 9 位，小数至多 6 位',
    en: 'a price must be decimal text: at most 9 digits, at most 6 decimals',
  },
  'field.not-a-quantity': {
    zh: '数量须为十进制文本：整数至多 10 位，小数至多 4 位',
    en: 'a quantity must be decimal text: at most 10 digits, at most 4 decimals',
  },
  'field.not-a-ratio': {
    zh: '比例须写成 0% 至 100% 的文本，小数至多 4 位，如 70%',
    en: 'a ratio must be text from 0% to 100%, at most 4 decimals, such as 70%',
  },
  'field.not-a-date': {
    zh: '日期须为真实存在的 YYYY-MM-DD',
    en: 'a date must be a real day written YYYY-MM-DD',
  },
  'field.repeated': { zh: '列表中有重复项', en: 'an entry of the list stands twice' },
  'field.code': { zh: '编码的字符或长度不对', en: 'the code has a wrong length or character' },

  'bill.discharge-before-admission': {
    zh: '出院日期不得早于入院日期',
    en: 'the discharge must not be before the admission',
  },
  'bill.line-id-twice': { zh: '明细序号在本单中重复', en: 'a line id may stand once in a bill' },
  'bill.quantity-not-positive': { zh: '数量必须大于零', en: 'a quantity must be above zero' },
  'bill.price-negative': { zh: '单价不得为负', en: 'a price must not be negative' },
  'bill.amount-negative': { zh: '金额不得为负', en: 'an amount must not be negative' },
  'bill.product-too-large': {
    zh: '单价乘数量超出金额范围',
    en: 'price times quantity must stay within the range of an amount',
  },
  'bill.date-outside-stay': {
    zh: '费用发生日期必须在入院与出院之间',
    en: 'a charge must fall within the stay',
  },
  'bill.care-of-kind': {
    zh: '慢性病、特殊病只有门诊',
    en: 'chronic and special care is outpatient care only',
  },
  'bill.total-differs': {
    zh: '明细合计与总费用不符',
    en: 'the lines must add up to the total',
  },

  'catalogue.code-twice': {
    zh: '目录编码在同一日期重复',
    en: 'an item code may stand once on a day',
  },
  'catalogue.share-missing': {
    zh: '乙类项目必须写明先行自付比例',
    en: 'an item of class B must state its first-self-pay share',
  },
  'catalogue.share-unwanted': {
    zh: '只有乙类项目可有先行自付比例',
    en: 'only an item of class B has a first-self-pay share',
  },
  'catalogue.ceiling-unwanted': {
    zh: '丙类项目全额自费，不设限价',
    en: 'an item of class C is self-paid in full and has no ceiling',
  },
  'catalogue.ceiling-incomplete': {
    zh: '限价、核定价格须只写 all，或写全五个级别',
    en: 'a ceiling or price must give all alone, or each of the five levels',
  },
  'catalogue.ceiling-negative': {
    zh: '限价、核定价格不得为负',
    en: 'a ceiling or price must not be negative',
  },
  'catalogue.code-unknown': { zh: '目录中没有该编码', en: 'the item code is not in the catalogue' },
  'catalogue.share-twice': {
    zh: '同一参合地、人员类别的比例在同一日期重复',
    en: 'a region and person type may have one share on a day',
  },
  'catalogue.hospital-code-twice': {
    zh: '同一机构的院内编码在同一日期对照了两次',
    en: 'a hospital code may stand for one item on a day',
  },
  'catalogue.ages-reversed': {
    zh: '最大年龄不得小于最小年龄',
    en: 'the highest age must not be below the lowest',
  },
  'catalogue.quantity-not-positive': {
    zh: '日用量必须大于零',
    en: 'the quantity of a day must be above zero',
  },
  'catalogue.until-before-from': {
    zh: '截止日期不得早于起始日期',
    en: 'the last day must not be before the first',
  },

  'register.code-twice': { zh: '代码重复', en: 'a code may stand once' },
  'register.until-before-from': {
    zh: '暂停的截止日期不得早于起始日期',
    en: 'the last day of a suspension must not be before its first',
  },
  'register.institution-unknown': {
    zh: '医师备案的机构不在名册中',
    en: 'the institution of a doctor must be in the register',
  },

  'plan.version-twice': { zh: '版本号重复', en: 'a version name may stand once' },
  'plan.until-before-from': {
    zh: '版本截止日期不得早于起始日期',
    en: "a version's last day must not be before its first",
  },
  'plan.dates-gap': {
    zh: '版本之间有空档：下一版必须从上一版截止的次日开始',
    en: 'versions must leave no gap: the next begins the day after the last ends',
  },
  'plan.dates-overlap': {
    zh: '版本日期重叠或次序颠倒',
    en: 'versions must not overlap and must stand in order',
  },
  'plan.open-end-not-last': {
    zh: '只有最后一版可以不写截止日期（open）',
    en: 'only the last version may be open-ended',
  },
  'plan.clause-unknown': { zh: '引用的条款不存在', en: 'the clause referred to does not exist' },
  'plan.clause-unused': { zh: '条款没有被任何规则引用', en: 'no rule refers to this clause' },
  'plan.document-unknown': {
    zh: '条款所在的来源文件不存在',
    en: 'the document that the clause stands in is not listed',
  },
  'plan.document-unused': {
    zh: '来源文件没有被任何条款引用',
    en: 'no clause stands in this document',
  },
  'plan.level-missing': {
    zh: '有机构级别未归入任何机构类别',
    en: 'every place, level and designation must belong to a class of institutions',
  },
  'plan.level-twice': {
    zh: '同一机构级别归入了两个机构类别',
    en: 'a place, level and designation must belong to one class only',
  },
  'plan.class-missing': {
    zh: '可补偿的机构类别缺少数额',
    en: 'every paid class of institutions needs a figure',
  },
  'plan.class-unknown': {
    zh: '数额所属的机构类别不存在或不予补偿',
    en: 'a figure must belong to a paid class of institutions',
  },
  'plan.figure-negative': { zh: '数额不得为负', en: 'a figure must not be negative' },
  'plan.layer-twice': { zh: '补偿层次的编号重复', en: 'the id of a layer may stand once' },
  'plan.visits-twice': {
    zh: '同一就诊类别在无条件的统筹层次之后又有统筹层次',
    en: 'after a pooling layer without a condition, no other may pay for the same kind of visit',
  },
  'plan.switch-missing': {
    zh: '缺少这一写法必需的选项（没有默认值）',
    en: 'what is written here needs this switch too (there is no default)',
  },
  'plan.switch-unwanted': {
    zh: '这一写法下不应有此选项',
    en: 'what is written here leaves no room for this switch',
  },
  'plan.choose-one': { zh: '须且只能写其中一项', en: 'exactly one of these must be written' },
  'plan.bands-count': {
    zh: '比例个数必须比分段上限多一个',
    en: 'there must be one ratio more than there are edges',
  },
  'plan.bands-rounding': {
    zh: '分段补偿不能逐行计算；按补偿金额分段时须逐段取整',
    en: 'bands are not applied line by line, and bands measured on payment are rounded band by band',
  },
  'plan.person-only': {
    zh: '年末规则的条件只能涉及人员（年龄、参合属性、人员标识）',
    en: 'a condition of the year’s end may speak of the person only: age, category, attributes',
  },
  'plan.edges-order': {
    zh: '分段上限必须大于零并依次递增',
    en: 'edges must ascend, from above zero',
  },
  'plan.name-unknown': {
    zh: '引用的病种目录、人员标识或机构类别不存在',
    en: 'the list of diseases, attribute or class of institutions does not exist',
  },
  'plan.name-unused': {
    zh: '病种目录或人员标识没有被任何规则引用',
    en: 'no rule refers to this list of diseases or attribute',
  },
  'plan.counter-measures': {
    zh: '同名累计项须以同一口径累计：内容、归属或就诊类别不同者另起名称',
    en: 'a counter adds up one thing in one way: what is counted otherwise, for others or in other visits needs a name of its own',
  },
  ...DESK_RULES,
} as const satisfies Record<string, Bilingual>;

export type DocumentRule = keyof typeof DOCUMENT_RULES;
