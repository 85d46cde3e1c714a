package io.fairlead.core.inbound;

/** Sizes of text. */
final class Utf8 {

  private Utf8() {}

  /** Length in UTF-8, without encoding; an unpaired surrogate counts as the one byte it becomes. */
  static int length(String text) {
    int chars = text.length();
    int bytes = chars;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        continue;
      }
      if (c < 0x800) {
        bytes++;
      } else if (!Character.isSurrogate(c)) {
        bytes += 2;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < chars
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 2; // two chars, four bytes
        i++;
      }
    }
    return bytes;
  }
}
