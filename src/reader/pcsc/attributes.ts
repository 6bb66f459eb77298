/** Reader attributes by number (PC/SC part 3 §3.1.1; reader.h of pcsc-lite), those that help a technician. */
export const READER_ATTRIBUTES = {
  vendorName: 0x00010100,
  /** Model. */
  vendorIfdType: 0x00010101,
  /** 0xMMmmbbbb: major, minor, build; four bytes in the machine's own order. */
  vendorIfdVersion: 0x00010102,
  vendorIfdSerialNumber: 0x00010103,
  /** 0xDDDDCCCC: kind of channel, its number. */
  channelId: 0x00020110,
  /** Whether a card is in: 0 none, 2 present and swallowed in full. */
  iccPresence: 0x00090300,
  answerToReset: 0x00090303,
} as const;
