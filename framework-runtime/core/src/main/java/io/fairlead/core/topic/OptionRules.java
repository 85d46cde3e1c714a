package io.fairlead.core.topic;

import io.fairlead.api.connection.MessageClass;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicOptions;
import io.fairlead.api.topic.TopicPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** How topics send: which options hold for one, and what they make of a message. */
final class OptionRules {

  /** There are a few classes and options; who makes them as he goes pays for it each time. */
  private static final int MAX_DERIVED = 1_000;

  private final PatternTrie<Rule> rules = new PatternTrie<>();
  private final AtomicLong count = new AtomicLong();
  private final Map<Pair, MessageClass> derived = new ConcurrentHashMap<>();

  private record Pair(MessageClass messageClass, TopicOptions options) {}

  /** A rule; equal to itself only. */
  private static final class Rule {
    private final long number;
    private final TopicOptions options;

    Rule(long number, TopicOptions options) {
      this.number = number;
      this.options = options;
    }
  }

  /** Adds a rule that goes above those before; what it returns takes it out. */
  Runnable add(TopicPattern pattern, TopicOptions options) {
    Rule rule = new Rule(count.incrementAndGet(), options);
    rules.add(pattern, rule);
    return () -> rules.remove(pattern, rule);
  }

  /** What holds for a topic. */
  TopicOptions of(String[] levels) {
    if (rules.isEmpty()) {
      return TopicOptions.NONE;
    }
    Matches<Rule> matches = rules.match(levels);
    return switch (matches.size()) {
      case 0 -> TopicOptions.NONE;
      case 1 -> matches.all().get(0).options;
      default -> merged(matches);
    };
  }

  private static TopicOptions merged(Matches<Rule> matches) {
    List<Rule> inOrder = new ArrayList<>(matches.all());
    inOrder.sort(Comparator.comparingLong(rule -> rule.number));
    TopicOptions all = TopicOptions.NONE;
    for (Rule rule : inOrder) {
      all = merged(all, rule.options);
    }
    return all;
  }

  private static TopicOptions merged(TopicOptions earlier, TopicOptions later) {
    return new TopicOptions(
        later.lane().or(earlier::lane),
        later.overflow().or(earlier::overflow),
        later.timeToLive().or(earlier::timeToLive),
        later.latestOnly() || earlier.latestOnly());
  }

  /** The message as it is sent on a topic with these options. */
  @SuppressWarnings("ReferenceEquality") // derived() gives the same one back where nothing is added
  OutboundMessage applied(Topic topic, TopicOptions options, OutboundMessage message) {
    MessageClass before = message.messageClass();
    MessageClass after = derived(before, options);
    OutboundMessage sent = after == before ? message : message.as(after);
    return options.latestOnly() ? sent.withKey(topic.name()) : sent;
  }

  private MessageClass derived(MessageClass own, TopicOptions options) {
    if (!adds(own.lane(), options.lane())
        && !adds(own.overflow(), options.overflow())
        && !adds(own.timeToLive(), options.timeToLive())) {
      return own;
    }
    Pair pair = new Pair(own, options);
    MessageClass known = derived.get(pair);
    if (known != null) {
      return known;
    }
    MessageClass made = derive(own, options);
    if (derived.size() < MAX_DERIVED) {
      derived.put(pair, made);
    }
    return made;
  }

  private static boolean adds(Optional<?> own, Optional<?> option) {
    return own.isEmpty() && option.isPresent();
  }

  private static MessageClass derive(MessageClass own, TopicOptions options) {
    MessageClass made = own;
    if (adds(own.lane(), options.lane())) {
      made = made.withLane(options.lane().orElseThrow());
    }
    if (adds(own.overflow(), options.overflow())) {
      made = made.withOverflow(options.overflow().orElseThrow());
    }
    if (adds(own.timeToLive(), options.timeToLive())) {
      made = made.withTimeToLive(options.timeToLive().orElseThrow());
    }
    return made;
  }

  /** How many derived classes are known. */
  int derivedClasses() {
    return derived.size();
  }
}
