package io.fairlead.plugins.auditlog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who waits for which line to be on the disk. Not safe for threads. */
final class Flushes {

  private final List<Flush> pending = new ArrayList<>();

  private record Flush(long target, CompletableFuture<Void> done) {}

  /** Adds one that ends when that many lines are finished. */
  CompletableFuture<Void> add(long target) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    pending.add(new Flush(target, done));
    return done;
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** Takes out those that end with that many lines. */
  List<CompletableFuture<Void>> takeDue(long finished) {
    List<CompletableFuture<Void>> due = new ArrayList<>();
    for (Iterator<Flush> each = pending.iterator(); each.hasNext(); ) {
      Flush flush = each.next();
      if (flush.target() <= finished) {
        each.remove();
        due.add(flush.done());
      }
    }
    return due;
  }

  List<CompletableFuture<Void>> takeAll() {
    return takeDue(Long.MAX_VALUE);
  }

  static void settle(List<CompletableFuture<Void>> flushes, @Nullable IOException failure) {
    for (CompletableFuture<Void> each : flushes) {
      if (failure == null) {
        each.complete(null);
      } else {
        each.completeExceptionally(failure);
      }
    }
  }
}
