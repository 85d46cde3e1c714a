package io.fairlead.core.topic;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicHistory;
import io.fairlead.api.topic.TopicPattern;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which topics are kept, and where. What one does to a topic that is kept is done with its lock
 * held, so that a history is appended to and read in one order; locks are shared by topics, and no
 * code but that of histories runs under one.
 */
final class Retention {

  private static final Logger LOG = LogManager.getLogger(Retention.class);
  private static final int LOCKS = 64; // a power of two

  private final PatternTrie<Rule> rules = new PatternTrie<>();
  private final AtomicLong count = new AtomicLong();
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];
  private final MemoryHistory memory;

  /** A rule; equal to itself only. */
  private static final class Rule {
    private final long number;
    private final TopicHistory history;

    Rule(long number, TopicHistory history) {
      this.number = number;
      this.history = history;
    }
  }

  /** The history in memory, as one rule bounds it. */
  private record InMemory(MemoryHistory memory, int most) implements TopicHistory {
    @Override
    public long append(Topic topic, OutboundMessage message) {
      return memory.append(topic, message, most);
    }

    @Override
    public List<Kept> latest(Topic topic, int wanted) {
      return memory.latest(topic, Math.min(most, wanted));
    }

    @Override
    public List<Kept> after(Topic topic, long position, int wanted) {
      return memory.after(topic, position, wanted);
    }
  }

  Retention(long maxBytes, int maxTopics, Clock clock) {
    this.memory = new MemoryHistory(maxBytes, maxTopics, clock);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  /** Keeps topics in memory; what it returns ends that. */
  Runnable inMemory(TopicPattern pattern, int most) {
    Runnable remove = in(pattern, new InMemory(memory, most));
    return () -> {
      remove.run();
      forgetWhatNobodyKeeps();
    };
  }

  /** Keeps topics elsewhere; what it returns ends that. */
  Runnable in(TopicPattern pattern, TopicHistory history) {
    Rule rule = new Rule(count.incrementAndGet(), requireNonNull(history, "history"));
    rules.add(pattern, rule);
    return () -> rules.remove(pattern, rule);
  }

  private void forgetWhatNobodyKeeps() {
    for (ReentrantLock lock : locks) { // who saw the rule before it went has appended by then
      lock.lock();
      lock.unlock();
    }
    for (Topic topic : memory.topics()) {
      ReentrantLock lock = lock(topic);
      lock.lock();
      try {
        if (!(of(TopicLevels.of(topic)) instanceof InMemory)) {
          memory.forget(topic);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  ReentrantLock lock(Topic topic) {
    int hash = topic.hashCode();
    return locks[(hash ^ hash >>> 16) & LOCKS - 1];
  }

  /** Where a topic is kept; null where it is not. */
  @Nullable TopicHistory of(String[] levels) {
    if (rules.isEmpty()) {
      return null;
    }
    Rule latest = null;
    for (Rule rule : rules.match(levels).all()) {
      latest = latest == null || rule.number > latest.number ? rule : latest;
    }
    return latest == null ? null : latest.history;
  }

  /** Appends; a history that fails is logged, and the message goes on. */
  static void append(TopicHistory history, Topic topic, OutboundMessage message) {
    try {
      history.append(topic, message);
    } catch (RuntimeException e) {
      LOG.warn("the history of topic {} failed, and does not keep a message", topic, e);
    }
  }

  /** The latest of a topic; none where the history fails, which is logged. */
  static List<TopicHistory.Kept> latest(TopicHistory history, Topic topic, int most) {
    try {
      return history.latest(topic, most);
    } catch (RuntimeException e) {
      LOG.warn("the history of topic {} failed, and what it kept is not sent", topic, e);
      return List.of();
    }
  }

  /** What the history in memory takes, in bytes. */
  long bytes() {
    return memory.bytes();
  }
}
