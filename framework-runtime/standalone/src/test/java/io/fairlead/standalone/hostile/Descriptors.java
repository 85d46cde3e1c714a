package io.fairlead.standalone.hostile;

import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Uses up the files that a process may open. */
final class Descriptors {

  private static final Deque<FileInputStream> TAKEN = new ArrayDeque<>();

  private Descriptors() {}

  /** Opens files until the system says no; how many. */
  static int takeAll() {
    try {
      while (true) {
        TAKEN.add(new FileInputStream("/dev/null"));
      }
    } catch (IOException e) {
      return TAKEN.size();
    }
  }

  /** Closes them; how many. */
  static int giveBack() throws IOException {
    int count = TAKEN.size();
    while (!TAKEN.isEmpty()) {
      TAKEN.remove().close();
    }
    return count;
  }
}
