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
} as const satisfies Record<string, ErrorTexts>;
