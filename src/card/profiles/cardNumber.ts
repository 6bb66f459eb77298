/**
 * Check character of a social-security card number (nine characters): weights 3 7 9 10 5 8 4 2 over the
 * first eight, letters counting from A = 10; 11 - (sum mod 11), with X for 10 and 0 for 11. The
 * published sample X00000019 agrees.
 */
const WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;
const SHAPE = /^[0-9A-Z]{8}[0-9X]$/;

/** @param first eight characters 0-9, A-Z */
export function cardNumberCheck(first: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => {
    return total + weight * Number.parseInt(first[index]!, 36);
  }, 0);
  const check = 11 - (sum % 11);
  if (check === 10) return 'X';
  return check === 11 ? '0' : String(check);
}

export function isCardNumber(text: string): boolean {
  return SHAPE.test(text) && cardNumberCheck(text) === text[8];
}
