package io.fairlead.core.topic;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicHistory.Kept;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The latest messages of topics, in memory, bounded in bytes and topics for all together. Where
 * that does not suffice, the topic that has not been published to or read for the longest time
 * gives up its messages first, the oldest first.
 *
 * <p>Positions stay above all that a topic ever had, also when it was forgotten meanwhile, without
 * a memory of forgotten ones: a topic that comes new begins above all of those.
 */
final class MemoryHistory {

  /** What a message takes besides its payload, in bytes, as a rule. */
  static final int MESSAGE_OVERHEAD = 128;

  private final long maxBytes;
  private final int maxTopics;
  private final Clock clock;
  private final Map<Topic, Line> topics = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;
  private long floor;

  /** The messages of one topic. */
  private static final class Line {
    private final Deque<Kept> kept = new ArrayDeque<>();
    private long last;

    Line(long last) {
      this.last = last;
    }
  }

  MemoryHistory(long maxBytes, int maxTopics, Clock clock) {
    this.maxBytes = maxBytes;
    this.maxTopics = maxTopics;
    this.clock = clock;
  }

  /** Keeps a message; one that alone is too large only gets its position. */
  synchronized long append(Topic topic, OutboundMessage message, int most) {
    Line line = topics.get(topic);
    if (line == null) {
      line = new Line(floor);
      topics.put(topic, line);
    }
    line.last++;
    if (weight(message) <= maxBytes) {
      line.kept.add(new Kept(line.last, clock.instant(), message));
      bytes += weight(message);
    }
    while (line.kept.size() > most) {
      dropOldest(line);
    }
    makeRoom();
    return line.last;
  }

  private void makeRoom() {
    Iterator<Map.Entry<Topic, Line>> longestUnused = topics.entrySet().iterator();
    while ((bytes > maxBytes || topics.size() > maxTopics) && longestUnused.hasNext()) {
      Line line = longestUnused.next().getValue();
      boolean gives = topics.size() > maxTopics;
      while (!line.kept.isEmpty() && (gives || bytes > maxBytes)) {
        dropOldest(line);
      }
      if (line.kept.isEmpty()) {
        longestUnused.remove();
        forgotten(line);
      }
    }
  }

  private void dropOldest(Line line) {
    bytes -= weight(line.kept.remove().message());
  }

  private void forgotten(Line line) {
    floor = Math.max(floor, line.last);
  }

  private static long weight(OutboundMessage message) {
    return message.size() + (long) MESSAGE_OVERHEAD;
  }

  synchronized List<Kept> latest(Topic topic, int most) {
    Line line = topics.get(topic);
    if (line == null || most <= 0) {
      return List.of();
    }
    return line.kept.stream().skip(Math.max(0, line.kept.size() - most)).toList();
  }

  synchronized List<Kept> after(Topic topic, long position, int most) {
    Line line = topics.get(topic);
    return line == null || most <= 0
        ? List.of()
        : line.kept.stream().filter(kept -> kept.position() > position).limit(most).toList();
  }

  /** The topics of which something is kept. */
  synchronized List<Topic> topics() {
    return List.copyOf(topics.keySet());
  }

  synchronized void forget(Topic topic) {
    Line line = topics.remove(topic);
    if (line != null) {
      while (!line.kept.isEmpty()) {
        dropOldest(line);
      }
      forgotten(line);
    }
  }

  /** Payload and overhead of all that is kept, in bytes. */
  synchronized long bytes() {
    return bytes;
  }
}
