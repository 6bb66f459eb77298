/** Days and times in China's time, as the service counts them, whatever this computer's clock is set to. */

const ZONE = { timeZone: 'Asia/Shanghai' };

/** Today as `2026-03-09`. */
export function chinaToday(): string {
  // Sweden writes days as ISO 8601 does.
  return new Date().toLocaleDateString('sv-SE', ZONE);
}

/** Day and time of an instant, as `2026-03-09 10:15:00`. */
export function chinaTime(instant: string): string {
  return new Date(instant).toLocaleString('sv-SE', ZONE);
}
