/** A stream of bytes both ways: a serial line, a pseudo terminal, or a pair within the process. */
export interface BytePort {
  /**
   * Sends `bytes`; resolves when the system has taken them.
   * @throws OneCardError `reader.reader-removed` when the port is closed.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** The one who hears what comes in; a later call replaces an earlier one. */
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Called once when the port is closed, from either side; at once when it is closed already. */
  onClose(listener: () => void): void;
  /** Closes the port; a second call does nothing. Never rejects: it is gone either way. */
  close(): Promise<void>;
}

/** How a serial line is set up. */
export interface LineSettings {
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly stopBits: 1 | 2;
  readonly parity: 'none' | 'even' | 'odd';
}

/** Opens the port of that name with those settings. */
export type OpenBytePort = (path: string, settings: LineSettings) => Promise<BytePort>;
