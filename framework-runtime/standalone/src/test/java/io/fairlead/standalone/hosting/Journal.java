package io.fairlead.standalone.hosting;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What the endpoints under test saw, in order. One test at a time uses it. */
public final class Journal {

  private static final List<String> ENTRIES = new ArrayList<>();

  private Journal() {}

  public static void add(String entry) {
    synchronized (ENTRIES) {
      ENTRIES.add(entry);
    }
  }

  /** Notes a failure: framework failures by their class, the test's own with their message. */
  public static void failure(String where, Throwable failure) {
    add(
        where
            + " "
            + failure.getClass().getSimpleName()
            + (failure instanceof Boom ? " " + failure.getMessage() : ""));
  }

  static List<String> entries() {
    synchronized (ENTRIES) {
      return List.copyOf(ENTRIES);
    }
  }

  static void clear() {
    synchronized (ENTRIES) {
      ENTRIES.clear();
    }
  }

  static void await(Predicate<String> entry) {
    Patience.await("the journal, now " + entries()).until(() -> entries().stream().anyMatch(entry));
  }

  static void await(int count) {
    Patience.await("the journal").until(() -> entries().size() >= count);
  }

  /** What endpoints throw on purpose. */
  public static final class Boom extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Boom(String message) {
      super(message);
    }
  }
}
