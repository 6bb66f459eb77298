/** What one run of an entry, and many, may take. Each entry has a child process of its own. */

/** A run takes microseconds to milliseconds; 10 s on a loaded machine is a hang. */
export const RUN_DEADLINE_MS = 10_000;
/** Time for the child to start and to load the entry: it takes the types out of some hundred files. */
export const START_DEADLINE_MS = 60_000;

/** The longest input that an entry draws is about 100 KB; 128 MiB within one run has no bound. */
export const RUN_GROWTH_BYTES_MAX = 128 * 1024 * 1024;
/** After garbage collection a decoder holds nothing: 16 MiB is room for what the compiler keeps. */
export const KEPT_BYTES_MAX = 16 * 1024 * 1024;
/** Runs before memory is first measured: code is compiled and tables are filled by then. */
export const WARM_UP_RUNS = 256;
/** Runs between two measurements after garbage collection. */
export const MEASURED_EVERY_RUNS = 2_048;
/** Buffers are given back some time after a collection: what is still held after ten looks is kept. */
export const COLLECTIONS_MAX = 10;
export const COLLECTION_PAUSE_MS = 20;
/** The child's heap; running into it ends the child, and that is reported. */
export const CHILD_HEAP_MEGABYTES = 512;

/** Milliseconds between two looks at the child, and between two lines of progress. */
export const LOOK_PAUSE_MS = 100;
export const PROGRESS_PAUSE_MS = 5_000;

/** Draws of one run that are printed when it fails; more would fill the screen. */
export const TAPE_BYTES_MAX = 1024;
/** What is kept of the child's own words. */
export const STDERR_CHARACTERS_MAX = 4_000;
