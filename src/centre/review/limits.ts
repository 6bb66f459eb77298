/** Characters of an operator's name or number. */
export const OPERATOR_CHARACTERS_MAX = 40;
