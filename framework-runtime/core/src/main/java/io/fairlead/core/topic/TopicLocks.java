package io.fairlead.core.topic;

import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A lock for each topic, there only while somebody uses it: no topic waits for another's. */
final class TopicLocks {

  private final ConcurrentMap<Topic, Counted> locks = new ConcurrentHashMap<>();

  /** Knows how many hold it or wait for it; changed within the map's compute methods. */
  @SuppressWarnings("serial") // nobody writes it
  private static final class Counted extends ReentrantLock {
    private int users;
  }

  void lock(Topic topic) {
    Counted lock =
        locks.compute(
            topic,
            (key, known) -> {
              Counted used = known == null ? new Counted() : known;
              used.users++;
              return used;
            });
    lock.lock();
  }

  /** By the thread that locked. */
  void unlock(Topic topic) {
    locks.computeIfPresent(
        topic,
        (key, lock) -> {
          lock.unlock();
          return --lock.users == 0 ? null : lock;
        });
  }

  /**
   * Waits until everybody who had the lock of such a topic when this was called has let go of it.
   *
   * @return false if that took longer, or the caller was interrupted, which it stays
   */
  boolean awaitFree(TopicPattern topics, Duration most) {
    long deadline = System.nanoTime() + most.toNanos();
    try {
      for (Map.Entry<Topic, Counted> each : locks.entrySet()) {
        if (topics.matches(each.getKey())) {
          Counted lock = each.getValue();
          if (!lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return false;
          }
          lock.unlock();
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** How many are in use. */
  int size() {
    return locks.size();
  }
}
