/** What this extension uses of the browser's interface. */

export interface Port {
  readonly sender?: { readonly origin?: string };
  readonly onMessage: { addListener(listener: (data: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: () => void): void };
  postMessage(data: unknown): void;
  disconnect(): void;
}

interface Runtime {
  readonly onConnect: { addListener(listener: (port: Port) => void): void };
  connect(): Port;
}

export const runtime = (globalThis as unknown as { readonly chrome: { readonly runtime: Runtime } })
  .chrome.runtime;
