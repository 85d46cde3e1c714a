package io.fairlead.contract.report;

/**
 * How a check ended on a server.
 *
 * @param note why it differs or was left out, or how it failed; else empty
 */
record Outcome(Kind kind, String note) {

  enum Kind {
    PASSED("✓"),
    FAILED("✗"),
    DIFFERS(""),
    SKIPPED("–");

    /** What the cell shows; a difference shows the number of its note. */
    final String mark;

    Kind(String mark) {
      this.mark = mark;
    }
  }
}
