import type { CatalogueImportRequest } from '../../src/settlement/index.ts';

export function chance(seed: number): () => number;
export function itemCode(index: number): string;
export function catalogueTables(of: {
  readonly items: number;
  readonly shares?: number;
  readonly codes?: number;
  readonly seed?: number;
  readonly county?: string;
  readonly from?: string;
}): Pick<CatalogueImportRequest, 'head' | 'headFile' | 'open'>;
export function randomLines(of: {
  readonly items: number;
  readonly count: number;
  readonly seed?: number;
}): readonly { readonly itemCode: string }[];
