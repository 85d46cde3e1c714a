package io.fairlead.core.topic;

import static java.util.Objects.requireNonNull;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicHistory;
import io.fairlead.api.topic.TopicHistory.Kept;
import io.fairlead.api.topic.TopicPattern;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.Invoker;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which topics are kept, and where. What one does to a topic that is kept is done with its lock
 * held, so that a history is appended to and read in one order; no code but that of histories runs
 * under one.
 */
final class Retention {

  private static final Logger LOG = LogManager.getLogger(Retention.class);

  private final PatternTrie<Rule> rules = new PatternTrie<>();
  private final AtomicLong count = new AtomicLong();
  private final TopicLocks locks = new TopicLocks();
  private final MemoryHistory memory;
  private final Duration patience;

  /** A rule; equal to itself only. */
  private static final class Rule {
    private final long number;
    private final String owner;
    private final TopicHistory history;

    Rule(long number, String owner, TopicHistory history) {
      this.number = number;
      this.owner = owner;
      this.history = history;
    }

    /** What it throws is logged with its owner; only errors of the JVM come through. */
    void call(Invoker.Action action) {
      Invoker.call(owner, history, action);
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

  /**
   * Histories as configured.
   *
   * @param patience how long the end of a foreign history may wait for its calls under way
   */
  Retention(long maxBytes, int maxTopics, Duration patience, Clock clock) {
    this.memory = new MemoryHistory(maxBytes, maxTopics, clock);
    this.patience = patience;
  }

  /** Keeps topics in memory; what it returns ends that. */
  Runnable inMemory(TopicPattern pattern, int most) {
    Runnable remove = in(ContributionRegistry.APPLICATION, pattern, new InMemory(memory, most));
    return () -> {
      remove.run();
      forgetWhatNobodyKeeps();
    };
  }

  /**
   * Keeps topics elsewhere; what it returns ends that, and then the history is not called any more.
   *
   * @param owner whose history it is
   */
  Runnable in(String owner, TopicPattern pattern, TopicHistory history) {
    Rule rule = new Rule(count.incrementAndGet(), owner, requireNonNull(history, "history"));
    rules.add(pattern, rule);
    return () -> {
      rules.remove(pattern, rule);
      if (!locks.awaitFree(pattern, patience)) { // who saw the rule has appended by then
        LOG.warn("a history of '{}' still works for a topic of {} after its end", owner, pattern);
      }
    };
  }

  private void forgetWhatNobodyKeeps() {
    for (Topic topic : memory.topics()) {
      locks.lock(topic);
      try {
        if (!(of(TopicLevels.of(topic)) instanceof InMemory)) {
          memory.forget(topic);
        }
      } finally {
        locks.unlock(topic);
      }
    }
  }

  /** The locks of topics; see above. */
  TopicLocks locks() {
    return locks;
  }

  /** Where a topic is kept; null where it is not. */
  @Nullable TopicHistory of(String[] levels) {
    Rule rule = rule(levels);
    return rule == null ? null : rule.history;
  }

  private @Nullable Rule rule(String[] levels) {
    if (rules.isEmpty()) {
      return null;
    }
    Rule latest = null;
    for (Rule rule : rules.match(levels).all()) {
      latest = latest == null || rule.number > latest.number ? rule : latest;
    }
    return latest;
  }

  /** Appends where the topic is kept; a history that fails is logged, and the message goes on. */
  void append(String[] levels, Topic topic, OutboundMessage message) {
    Rule rule = rule(levels);
    if (rule != null) {
      rule.call(() -> rule.history.append(topic, message));
    }
  }

  /** The latest of a topic; none where the history fails, which is logged. */
  List<Kept> latest(String[] levels, Topic topic, int most) {
    Rule rule = rule(levels);
    if (rule == null) {
      return List.of();
    }
    List<Kept> latest = new ArrayList<>();
    rule.call(() -> latest.addAll(checked(rule.history.latest(topic, most), most)));
    return latest;
  }

  private static List<Kept> checked(@Nullable List<Kept> given, int most) {
    List<Kept> kept = List.copyOf(requireNonNull(given, "latest() returned null"));
    for (Kept each : kept) {
      requireNonNull(each.at(), "a kept message without its time");
      requireNonNull(each.message(), "a kept message that is null");
    }
    return kept.subList(Math.max(0, kept.size() - most), kept.size());
  }

  /** What the history in memory takes, in bytes. */
  long bytes() {
    return memory.bytes();
  }
}
