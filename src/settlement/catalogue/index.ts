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
export { type CatalogueChange, catalogueChanges, type ItemField } from './changes.ts';
export {
  type CatalogueImport,
  type CatalogueImportRequest,
  importCatalogue,
} from './import/import.ts';
export {
  csvLine,
  REPORT_HEADER,
  type RefusedRow,
  refusedRowCsv,
  refusedRowText,
} from './import/refused.ts';
export { TABLE_RULES, type TableRule } from './import/rules.ts';
export { TABLE_BYTES_MAX } from './import/table.ts';
export { parseCatalogue } from './parse.ts';
export { CATALOGUE_FILE_BYTES_MAX, encodeCatalogue, openCatalogue } from './table/file.ts';
export { CATALOGUE_PERIODS_MAX, CATALOGUE_RELATIONS_MAX } from './table/tables.ts';
