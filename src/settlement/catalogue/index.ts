/** 医保目录: catalogues from text and tables, and what they say of an item. */

export {
  type BenefitClass,
  type Catalogue,
  type CatalogueFields,
  type CatalogueItem,
  type Circumstances,
  type Clause,
  ITEM_KINDS,
  type ItemKind,
  type ItemTerms,
  type PriceByLevel,
  type Restriction,
  type UsualUse,
} from './catalogue.ts';
export { parseCatalogue } from './parse.ts';
export { CATALOGUE_FILE_BYTES_MAX, encodeCatalogue, openCatalogue } from './table/file.ts';
export { CATALOGUE_PERIODS_MAX, CATALOGUE_RELATIONS_MAX } from './table/tables.ts';
