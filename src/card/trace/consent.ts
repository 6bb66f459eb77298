/** Characters of a label: it stands on one line of the recording. */
const LABEL_CHARACTERS_MAX = 80;

/**
 * Says that a card holds nobody's record, so that what it exchanges may be kept in full. A recording
 * cannot be made without one; a card of a real person is looked into with `withTrace`, which keeps no
 * contents.
 */
export class TestCardConsent {
  readonly #label: string;

  private constructor(label: string) {
    this.#label = label;
  }

  /** The card is a program: the virtual card, or a scripted one. */
  static virtualCard(): TestCardConsent {
    return new TestCardConsent('virtual card');
  }

  /**
   * The card is a chip that was personalised with invented identities and test keys.
   * @param label how the laboratory names it, 1 to 80 printable ASCII characters; it goes into the
   *   recording
   * @throws RangeError when the label is not so.
   */
  static testCard(label: string): TestCardConsent {
    if (
      !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(label) ||
      label.length > LABEL_CHARACTERS_MAX
    ) {
      throw new RangeError(
        `"label" expected 1 to ${LABEL_CHARACTERS_MAX} printable ASCII characters`,
      );
    }
    return new TestCardConsent(`test card ${label}`);
  }

  /**
   * The line that a recording carries.
   * @throws TypeError when `consent` was not made by this class.
   */
  static labelOf(consent: TestCardConsent): string {
    if (!(typeof consent === 'object' && consent !== null && #label in consent)) {
      throw new TypeError('"consent" expected a TestCardConsent');
    }
    return consent.#label;
  }
}
