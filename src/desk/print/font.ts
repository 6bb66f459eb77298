/** A face with Chinese characters for PDF files: systems keep theirs at these places. */

import { existsSync } from 'node:fs';
import { OneCardError } from '../../errors/index.ts';

export interface PrintFont {
  readonly file: string;
  /** PostScript name of the face in a collection (.ttc). */
  readonly face?: string;
  /** For rolls, whose columns are as wide as each other; `face` unless given. */
  readonly rollFace?: string;
}

const NOTO = { face: 'NotoSansCJKsc-Regular', rollFace: 'NotoSansMonoCJKsc-Regular' };
const PLACES: readonly PrintFont[] = [
  { file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc', ...NOTO },
  { file: '/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc', ...NOTO },
  { file: '/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc', ...NOTO },
  { file: 'C:\\Windows\\Fonts\\msyh.ttc', face: 'MicrosoftYaHei' },
  { file: 'C:\\Windows\\Fonts\\simhei.ttf' },
  { file: 'C:\\Windows\\Fonts\\simsun.ttc', face: 'SimSun', rollFace: 'NSimSun' },
];

/** @throws OneCardError `print.font-missing` */
export function printFont(own?: PrintFont): PrintFont {
  const found = (own ? [own] : PLACES).find(({ file }) => existsSync(file));
  if (!found) throw new OneCardError('print.font-missing', own ? { file: own.file } : {});
  return found;
}
