import type { Brand } from './brand.ts';

/** Chip serial of a card, 8 bytes as 16 upper-case hexadecimal digits (card-side key diversification input). */
export type CardSerial = Brand<string, 'CardSerial'>;
/** Security module that proves card states and signs for a terminal, 8 bytes as 16 upper-case hexadecimal digits. */
export type SamId = Brand<string, 'SamId'>;
/** Workstation that settles; 1 to 16 characters [0-9A-Z-]. */
export type TerminalId = Brand<string, 'TerminalId'>;
/** Made by the terminal before the first byte leaves: a UUID of version 7 (RFC 9562 §5.7), lower case. */
export type SettlementId = Brand<string, 'SettlementId'>;
/** County by its six-digit 行政区划代码 (GB/T 2260 form). */
export type CountyCode = Brand<string, 'CountyCode'>;
/** Medical institution, 定点医药机构编码 (fixmedins_code): 12 characters [0-9A-Z]. */
export type ProviderCode = Brand<string, 'ProviderCode'>;
/** Member of the scheme: county-township-village-group-household-member, digits and hyphens, at most 30. */
export type MemberNumber = Brand<string, 'MemberNumber'>;
/** Resident identity number, 18 characters with a valid check digit (GB 11643-1999). */
export type IdentityNumber = Brand<string, 'IdentityNumber'>;
