package io.fairlead.standalone.deflate;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The compressors of one event loop: each holds memory outside of the heap, so they are lent for a
 * message at a time, and a few are kept. For one thread.
 */
final class ZlibPool {

  /** What a deflater takes outside of the heap: window, hash tables and what is pending. */
  static final int DEFLATER_BYTES = 264 * 1024;

  /** What an inflater takes: window and tables. */
  static final int INFLATER_BYTES = 40 * 1024;

  /** Counts what is alive, in all pools of a server. */
  record Live(AtomicInteger deflaters, AtomicInteger inflaters) {
    Live() {
      this(new AtomicInteger(), new AtomicInteger());
    }
  }

  private static final int SCRATCH_BYTES = 16 * 1024;
  private static final int KEPT_DEFLATERS = 2;
  private static final int KEPT_INFLATERS = 8;

  private final int level;
  private final Live live;
  private final ArrayDeque<Deflater> deflaters = new ArrayDeque<>(KEPT_DEFLATERS);
  private final ArrayDeque<Inflater> inflaters = new ArrayDeque<>(KEPT_INFLATERS);
  private final byte[] scratch = new byte[SCRATCH_BYTES];

  ZlibPool(int level, Live live) {
    this.level = level;
    this.live = live;
  }

  /** Space to inflate into; its contents last until the next use of it. */
  byte[] scratch() {
    return scratch;
  }

  /** One that remembers nothing, to be given back. */
  Deflater deflater() {
    Deflater kept = deflaters.poll();
    if (kept != null) {
      return kept;
    }
    Deflater made = new Deflater(level, true);
    live.deflaters().incrementAndGet();
    return made;
  }

  void giveBack(Deflater deflater) {
    if (deflaters.size() < KEPT_DEFLATERS) {
      deflater.reset();
      deflaters.push(deflater);
    } else {
      end(deflater);
    }
  }

  /** One that remembers nothing, to be given back. */
  Inflater inflater() {
    Inflater kept = inflaters.poll();
    if (kept != null) {
      return kept;
    }
    Inflater made = new Inflater(true);
    live.inflaters().incrementAndGet();
    return made;
  }

  void giveBack(Inflater inflater) {
    if (inflaters.size() < KEPT_INFLATERS) {
      inflater.reset();
      inflaters.push(inflater);
    } else {
      end(inflater);
    }
  }

  /** Ends those that are kept. */
  void close() {
    deflaters.forEach(this::end);
    deflaters.clear();
    inflaters.forEach(this::end);
    inflaters.clear();
  }

  private void end(Deflater deflater) {
    deflater.end();
    live.deflaters().decrementAndGet();
  }

  private void end(Inflater inflater) {
    inflater.end();
    live.inflaters().decrementAndGet();
  }
}
