/** Cards already in use, made of software. */
export { type AnswerStyle, type CardLogic, VirtualLegacyCard } from './legacyCard.ts';
export {
  purseCardKey,
  VirtualPurchasePsam,
  type VirtualPurchasePsamOptions,
} from './purchasePsamCard.ts';
export { VIRTUAL_PURSES, VirtualPurseCard, type VirtualPurseOptions } from './purseCard.ts';
