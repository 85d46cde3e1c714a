package io.fairlead.core.outbound;

import io.fairlead.api.connection.Lane;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The order in which frames leave: the higher lane first, but no lane passed over for ever; inside
 * a lane as they came. Once the first part of a message is out, only control frames may come before
 * its last one (RFC 6455, section 5.4). Guarded by its queue's lock.
 */
final class Lanes {

  private static final Lane[] ALL = Lane.values();

  private final @Nullable Line[] lines = new @Nullable Line[ALL.length];
  private final int fairness;
  private int waiting;
  private int mortals;
  private long earliest; // of the deadlines, or before it
  private int sheddables;
  private @Nullable Entry open;
  private @Nullable Entry streaming;

  /**
   * Lanes with nothing in them.
   *
   * @param fairness so many of higher lanes may leave, then one of a lower lane that waits
   */
  Lanes(int fairness) {
    this.fairness = fairness;
  }

  // --- in --------------------------------------------------------------------------------------

  /** Adds a frame, after {@link #checkOrder}. */
  void add(Entry entry) {
    if (!entry.part()) {
      line(entry.lane()).add(entry);
      count(entry, 1);
    } else if (entry.frame().first()) {
      entry.parts = new Line();
      open = entry;
      line(entry.lane()).add(entry);
    } else {
      partsOf(open).add(entry);
      open = entry.frame().last() ? null : open;
    }
    waiting++;
  }

  /**
   * Looks whether a frame may be added.
   *
   * @throws IllegalStateException if it starts a message in parts while another is open, or goes on
   *     with one where none is
   */
  void checkOrder(Entry entry) {
    if (entry.part() && entry.frame().first() == (open != null)) {
      throw new IllegalStateException(
          open != null
              ? "a message is being sent in parts; end it before the next one starts"
              : "there is no message in parts to go on with");
    }
  }

  /** The one that a newer one may replace: of the same lane and key, and still here. */
  @Nullable Entry queued(Entry newer) {
    Line line = lines[newer.lane().ordinal()];
    return line == null || newer.key() == null ? null : line.find(newer.key());
  }

  /** Puts a newer message into the place of a queued one, which has the old one's then. */
  void exchange(Entry queued, Entry newer) {
    count(queued, -1);
    line(queued.lane()).grown(newer.size() - queued.size());
    queued.exchange(newer);
    count(queued, 1);
  }

  private Line line(Lane lane) {
    Line line = lines[lane.ordinal()];
    if (line == null) {
      line = new Line();
      lines[lane.ordinal()] = line;
    }
    return line;
  }

  private static Line partsOf(@Nullable Entry first) {
    if (first == null || first.parts == null) {
      throw new IllegalStateException("not the first part of a message");
    }
    return first.parts;
  }

  private void count(Entry entry, int by) {
    if (entry.mortal()) {
      if (by > 0 && (mortals == 0 || entry.deadline() - earliest < 0)) {
        earliest = entry.deadline();
      }
      mortals += by;
    }
    sheddables += entry.sheddable() ? by : 0;
  }

  // --- out -------------------------------------------------------------------------------------

  /** Whether there is something that may leave now. */
  boolean ready() {
    return peek() != null;
  }

  /** What would leave next; null where nothing may. */
  @Nullable Entry peek() {
    Line line = next();
    return line == null ? null : line.peek();
  }

  /** Takes what {@link #peek} shows. */
  @Nullable Entry take() {
    Line line = next();
    Entry entry = line == null ? null : line.poll();
    if (line == null || entry == null) {
      return null;
    }
    waiting--;
    count(entry, -1);
    if (streaming == null) {
      passOver(line);
    }
    if (entry.parts != null) {
      streaming = entry;
    } else if (!entry.frame().control() && entry.frame().last() && !entry.frame().first()) {
      streaming = null;
    }
    return entry;
  }

  private @Nullable Line next() {
    Line control = lines[Lane.CONTROL.ordinal()];
    if (streaming != null) {
      return control != null && !control.isEmpty() ? control : partsOf(streaming);
    }
    Line first = null;
    for (Line line : lines) {
      if (line == null || line.isEmpty()) {
        continue;
      }
      if (line.passedOver >= fairness) {
        return line;
      }
      first = first == null ? line : first;
    }
    return first;
  }

  private void passOver(Line taken) {
    taken.passedOver = 0;
    boolean below = false;
    for (Line line : lines) {
      if (line == taken) {
        below = true;
      } else if (line != null && below) {
        line.passedOver = line.isEmpty() ? 0 : line.passedOver + 1;
      }
    }
  }

  // --- leaving out -----------------------------------------------------------------------------

  /**
   * Takes out the oldest whole message of the lowest lane, but of none above one; null for none.
   */
  @Nullable Entry removeOldest(Lane highest) {
    for (int lane = ALL.length - 1; lane >= highest.ordinal(); lane--) {
      Line line = lines[lane];
      Entry oldest = line == null ? null : line.removeFirst(Entry::whole);
      if (oldest != null) {
        waiting--;
        count(oldest, -1);
        return oldest;
      }
    }
    return null;
  }

  /** Takes one out. */
  void remove(Entry entry) {
    removeAll(each -> each == entry, line(entry.lane()), each -> {});
  }

  /** Takes out what goes first when a client is slow. */
  void shed(Consumer<Entry> sink) {
    if (sheddables > 0) {
      removeAll(Entry::sheddable, line(Lane.LOW), sink);
    }
  }

  /** How many {@link #removeOldest} could take out. */
  int droppable(Lane highest) {
    int count = 0;
    for (int lane = highest.ordinal(); lane < ALL.length; lane++) {
      Line line = lines[lane];
      count += line == null ? 0 : line.whole();
    }
    return count;
  }

  /** Their bytes. */
  long droppableBytes(Lane highest) {
    long bytes = 0;
    for (int lane = highest.ordinal(); lane < ALL.length; lane++) {
      Line line = lines[lane];
      bytes += line == null ? 0 : line.wholeBytes();
    }
    return bytes;
  }

  /** Takes out what nobody wants any more. */
  void expire(long now, Consumer<Entry> sink) {
    if (mortals == 0 || now - earliest < 0) {
      return;
    }
    earliest = Long.MAX_VALUE / 2 + now;
    for (int lane = 0; lane < ALL.length && mortals > 0; lane++) {
      Line line = lines[lane];
      if (line != null) {
        removeAll(entry -> entry.expired(now) || stays(entry), line, sink);
      }
    }
  }

  private boolean stays(Entry entry) {
    if (entry.mortal() && entry.deadline() - earliest < 0) {
      earliest = entry.deadline();
    }
    return false;
  }

  private void removeAll(Predicate<Entry> which, Line line, Consumer<Entry> sink) {
    line.removeAll(
        which,
        entry -> {
          waiting--;
          count(entry, -1);
          sink.accept(entry);
        });
  }

  /** Takes everything out. */
  void clear(Consumer<Entry> sink) {
    for (Line line : lines) {
      for (Entry entry = poll(line); entry != null; entry = poll(line)) {
        sink.accept(entry);
        drainParts(entry, sink);
      }
    }
    if (streaming != null) {
      drainParts(streaming, sink);
    }
    waiting = 0;
    mortals = 0;
    sheddables = 0;
  }

  private static @Nullable Entry poll(@Nullable Line line) {
    return line == null ? null : line.poll();
  }

  private static void drainParts(Entry first, Consumer<Entry> sink) {
    for (Entry part = poll(first.parts); part != null; part = poll(first.parts)) {
      sink.accept(part);
    }
  }

  // --- how it stands ---------------------------------------------------------------------------

  /** Whether whole messages wait for the end of one in parts. */
  boolean holdsBack() {
    if (open == null || waiting == 0) {
      return false;
    }
    int others = -partsOf(open).size() - (streaming == open ? 0 : 1) - size(Lane.CONTROL);
    return waiting + others > 0;
  }

  /** Whether something waits that should not linger. */
  boolean urgent() {
    return !empty(Lane.CONTROL) || !empty(Lane.HIGH);
  }

  private boolean empty(Lane lane) {
    Line line = lines[lane.ordinal()];
    return line == null || line.isEmpty();
  }

  /** How many wait in a lane; later parts of a message count with none. */
  int size(Lane lane) {
    Line line = lines[lane.ordinal()];
    return line == null ? 0 : line.size();
  }
}
