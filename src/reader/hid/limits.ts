/** Limits of the HID readers, each with its reason. */

/**
 * Input reports kept for a reader: the longest CTAPHID message is 129 reports, and another program's
 * traffic on the same device arrives here too. Beyond that nobody reads, and the oldest are dropped.
 */
export const INPUT_REPORTS_MAX = 512;

/** Bytes of a report: 4096 is the most that Linux hands over (UHID_DATA_MAX, HID_MAX_BUFFER_SIZE is 16 K). */
export const REPORT_BYTES_MAX = 4_096;

/** HID devices looked at: a desk has about ten; a hub full of them is below a hundred. */
export const DEVICES_MAX = 256;

/** Characters of a device's own name: the USB string descriptor holds at most 126. */
export const DEVICE_NAME_CHARACTERS_MAX = 126;

/**
 * One call of the operating system (open, write, a feature report). Linux gives a control transfer 5 s
 * (USB_CTRL_SET_TIMEOUT, and so does uhid): what takes longer does not come back.
 */
export const NATIVE_CALL_MS = 6_000;

/** Pause between two looks for readers that came or went; hidapi has no events for it. */
export const HOTPLUG_POLL_MS = 500;
