/** One thing tried in the guest. What it returns is checked by the test that booted the guest. */
export interface GuestCase {
  readonly name: string;
  run(): Promise<object>;
}

/** Marks the lines of the guest's console that are results, among what the kernel says. */
export const RESULT_MARK = 'hid-result ';

export type GuestResult =
  | { readonly name: string; readonly ms: number; readonly result: object }
  | { readonly name: string; readonly ms: number; readonly failure: string };
