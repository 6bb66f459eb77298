/** Waits of the CTAPHID host, each with its reason; settable so that tests need not wait as long. */
export interface CtapTimes {
  /**
   * Silence that ends an exchange. A device at work sends KEEPALIVE every 100 ms (CTAP 2.1
   * §11.2.9.1.7), but U2F devices answer a raw message without any: a signature takes them below 2 s.
   */
  readonly silenceMs: number;
  /** One exchange with all its KEEPALIVEs: ends before the queue in front of the reader gives up (30 s). */
  readonly exchangeMs: number;
  /** Between two packets of one answer. A device sends one a millisecond; it gives us 500 ms too. */
  readonly packetGapMs: number;
  /** How long a device that another program keeps busy is asked again; a lock lasts up to 10 s. */
  readonly busyMs: number;
  /** Pause between two such attempts. */
  readonly busyPauseMs: number;
}

export const CTAP_TIMES: CtapTimes = {
  silenceMs: 3_000,
  exchangeMs: 28_000,
  packetGapMs: 500,
  busyMs: 11_000,
  busyPauseMs: 100,
};

/** INIT is asked this often: a device that has just been plugged in may miss the first. */
export const INIT_ATTEMPTS = 3;
export const INIT_ANSWER_MS = 1_000;
