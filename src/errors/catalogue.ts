import { type ErrorTexts, texts } from './table.ts';

/** Catalogues as tables and files; `catalogue.invalid` stands with the documents. */
export const CATALOGUE_ERRORS = {
  'catalogue.file-damaged': texts(
    [
      '目录缓存文件不完整或被改动',
      '文件复制中断、磁盘出错，或不是本程序导入生成的文件',
      '暂停结算；请信息科用 onecard catalogue import 重新导入目录',
      'part 指出不符的部分；从原始表格重新导入，勿修复此文件',
    ],
    [
      'the file of an imported catalogue is incomplete or was changed',
      'a copy was cut off, a disk failed, or the file was not made by an import',
      'stop settling; have IT import the catalogue again with onecard catalogue import',
      'part names what does not hold; import again from the tables, do not repair the file',
    ],
  ),
  'catalogue.codes-collide': texts(
    [
      '目录编码被刻意构造，查找会变慢，因此拒绝导入',
      '文件不是来自经办机构的真实目录',
      '暂停结算；请就医地经办机构重新提供目录',
      '核对目录来源；真实编码不会出现这种情况',
    ],
    [
      'the codes of a catalogue were made to be slow to look up, so it is refused',
      "the file is not a county's real catalogue",
      "stop settling; ask the treating county's centre for its catalogue again",
      'find out where the file came from; real codes do not do this',
    ],
  ),
  'catalogue.table-encoding': texts(
    [
      '表格文件的字节顺序标记与声明的编码不符',
      '文件另存为其他编码（如 UTF-16），或 encoding 写错',
      '请信息科核对目录表格的编码',
      'declared 与 found 指出两种编码；改正 encoding，或另存为 utf-8 或 gb18030',
    ],
    [
      'the byte order mark of a table contradicts its declared encoding',
      'the file was saved in another encoding, such as UTF-16, or encoding is wrong',
      'have IT check the encoding of the table',
      'declared and found name both; correct encoding, or save as utf-8 or gb18030',
    ],
  ),
  'catalogue.table-header': texts(
    [
      '表格的标题行缺列、多列、重复，或无法读取',
      '列名与规定不同而未在 columns 中对应，或分隔符、编码写错',
      '请信息科核对目录表格的标题行',
      'problem 与 column 指出问题；用 columns 对应列名，用 ignore 略过多余的列；见 docs/catalogue.md',
    ],
    [
      'the header of a table lacks a column, has one too many or twice, or cannot be read',
      'columns have other names and are not mapped, or separator or encoding are wrong',
      'have IT check the header of the table',
      'problem and column say what; map names under columns, pass over others under ignore; see docs/catalogue.md',
    ],
  ),
  'catalogue.too-large': texts(
    [
      '目录表格超过允许的行数或字节数',
      '选错了文件，或把多个目录合并在一起',
      '请信息科核对目录表格',
      'rowsMax 或 bytesMax 是上限；按就医地分开导入',
    ],
    [
      'a table of a catalogue has more rows or bytes than allowed',
      'the wrong file, or several catalogues joined into one',
      'have IT check the table',
      'rowsMax or bytesMax is the limit; import each county of treatment by itself',
    ],
  ),
} as const satisfies Record<string, ErrorTexts>;
