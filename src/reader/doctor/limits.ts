/** Limits of an examination, each with its reason. */

/** One PC/SC call. A daemon that has to power three cards up answers within 3 s. */
export const CALL_MS = 5_000;
/** One probe: a handful of such calls for each of a handful of readers. */
export const PROBE_MS = 20_000;
/** A socket on this machine answers at once or not at all. */
export const SOCKET_MS = 2_000;

/** Entries of a folder that are looked at: a computer has some dozens of USB devices and drivers. */
export const ENTRIES_MAX = 512;
/** Processes that are looked at: a desk has some hundreds. */
export const PROCESSES_MAX = 8_192;
/** Readers whose cards are looked at: each may take seconds. */
export const READERS_MAX = 8;
/** A file of sysfs has one line; a driver's list of readers has below 100 KB. */
export const SMALL_FILE_BYTES = 4 * 1024;
export const DRIVER_LIST_BYTES = 1024 * 1024;
/** Readers in one driver's list: libccid 1.5 has about 600. */
export const DRIVER_DEVICES_MAX = 8_192;
/** A device's own name for itself. */
export const NAME_CHARACTERS_MAX = 64;
