package io.fairlead.core.outbound;

import io.fairlead.api.connection.Lane;
import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.NotSentException;
import io.fairlead.api.connection.Overflow;
import io.fairlead.api.connection.Pressure;
import io.fairlead.core.outbound.Fill.Taken;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a frame that is offered: into the lanes, into the place of an older one, or by the
 * overflow policy. Guarded by the queue's lock.
 */
final class Intake {

  private final OutboundLimits limits;
  private final Lanes lanes;
  private final Fill fill;
  private final Lost lost;

  Intake(OutboundLimits limits, Lanes lanes, Fill fill, Lost lost) {
    this.limits = limits;
    this.lanes = lanes;
    this.fill = fill;
    this.lost = lost;
  }

  /** Takes a frame however full the queue is. */
  Answer force(Entry entry) {
    fill.force(entry.size());
    lanes.add(entry);
    return queued();
  }

  /**
   * Takes a frame, or does not.
   *
   * @param policy what to do where there is no room
   */
  Answer admit(Entry entry, Overflow policy) {
    if (policy == Overflow.CONFLATE) {
      entry.conflateByGroup(); // without pressure, too: the next one must find the latest
    }
    boolean pressed = fill.pressure() != Pressure.NONE;
    Entry older = pressed || !entry.grouped() ? lanes.queued(entry) : null;
    if (older != null && fill.exchange(older.size(), entry.size())) {
      lanes.exchange(older, entry);
      lost.add(entry, Outcomes.CONFLATED); // it holds now what was in the queue
      return queued();
    }
    if (pressed && entry.sheddable()) {
      return Answer.SHED;
    }
    if (entry.size() > limits.maxBytes()) {
      return Answer.TOO_LONG;
    }
    Taken taken = fill.take(entry.size());
    if (taken != Taken.YES) {
      taken = makeRoom(entry, policy, taken);
    }
    if (taken != Taken.YES) {
      fill.overflowed();
      return overflow(policy, taken);
    }
    if (older != null && lanes.queued(entry) == older) { // it had no room in that one's place
      lanes.remove(older);
      leave(older, Outcomes.CONFLATED);
    }
    lanes.add(entry);
    return queued();
  }

  private Answer queued() {
    return fill.pressure() == Pressure.NONE ? Answer.QUEUED : Answer.QUEUED_UNDER_PRESSURE;
  }

  private Taken makeRoom(Entry entry, Overflow policy, Taken otherwise) {
    lanes.expire(System.nanoTime(), expired -> leave(expired, Outcomes.EXPIRED));
    if (entry.lane() != Lane.LOW) {
      lanes.shed(shed -> leave(shed, Outcomes.SHED));
    }
    Taken taken = fill.take(entry.size());
    if (taken == Taken.YES || policy != Overflow.DROP_OLDEST || !wouldSuffice(entry)) {
      return taken == Taken.YES ? taken : otherwise;
    }
    while (taken != Taken.YES) {
      Entry oldest = lanes.removeOldest(entry.lane());
      if (oldest == null) {
        return otherwise;
      }
      leave(oldest, Outcomes.DROPPED);
      taken = fill.take(entry.size());
    }
    return taken;
  }

  /** Whether it is of any use to drop older ones. */
  private boolean wouldSuffice(Entry entry) {
    return fill.fits(
        entry.size(), lanes.droppable(entry.lane()), lanes.droppableBytes(entry.lane()));
  }

  /** One that was queued is given up. */
  void leave(Entry entry, NotSentException reason) {
    fill.leave(1, entry.size());
    lost.add(entry, reason);
  }

  private Answer overflow(Overflow policy, Taken taken) {
    return switch (policy) {
      case REJECT, BLOCK, CONFLATE -> taken == Taken.FULL ? Answer.FULL : Answer.NO_MEMORY;
      case DROP_NEWEST, DROP_OLDEST -> Answer.DROPPED;
      case DISCONNECT -> {
        if (taken == Taken.NO_MEMORY) {
          yield Answer.NO_MEMORY; // not this client's fault
        }
        lanes.clear(entry -> leave(entry, Outcomes.OVERFLOWED));
        yield Answer.OVERFLOWED;
      }
    };
  }

  /** Why an offer that was answered like that is lost; null where it is not, or not yet. */
  static @Nullable LossReason loss(Answer answer) {
    return switch (answer) {
      case QUEUED, QUEUED_UNDER_PRESSURE -> null;
      case FULL, NO_MEMORY, TOO_LONG -> LossReason.REJECTED;
      case DROPPED -> LossReason.DROPPED;
      case SHED -> LossReason.SHED;
      case CLOSED, OVERFLOWED -> LossReason.CLOSED;
    };
  }
}
