/** Cards already in use, made of software. */
export { encodeGb18030 } from '../../reader/vendor/gb18030.ts';
export { type AnswerStyle, type CardLogic, VirtualLegacyCard } from './legacyCard.ts';
export {
  purseCardKey,
  VirtualPurchasePsam,
  type VirtualPurchasePsamOptions,
} from './purchasePsamCard.ts';
export { VIRTUAL_PURSES, VirtualPurseCard, type VirtualPurseOptions } from './purseCard.ts';
export { VirtualReadPsam, type VirtualReadPsamOptions } from './readPsamCard.ts';
export type { CardGeneration } from './records.ts';
export {
  VirtualResidentsHealthCard,
  type VirtualResidentsHealthOptions,
} from './residentsHealthCard.ts';
export {
  VirtualSocialSecurityCard,
  type VirtualSocialSecurityOptions,
} from './socialSecurityCard.ts';
