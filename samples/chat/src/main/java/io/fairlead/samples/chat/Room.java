package io.fairlead.samples.chat;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.topic.Topic;
import io.fairlead.api.topic.TopicPattern;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One room: who is there, and two topics. What is said goes to {@code chat.ROOM}, where the latest
 * is kept for who comes later; what matters only now goes to {@code chat.ROOM.now}. Each change and
 * the publishing of it happen under one lock, so that all members get them in the same order; that
 * is cheap, because publishing never waits.
 */
final class Room {

  /** Messages that a newcomer gets to see. */
  static final int HISTORY = 50;

  /** What is said in all rooms: the topics that are worth keeping. */
  static final TopicPattern SAID = TopicPattern.of("chat.*");

  /** What the server has to say to all rooms. */
  static final Topic SERVER = Topic.of("chat");

  /** Most tabs in a room. */
  static final int MAX_MEMBERS = 2_000;

  /** Where more people are, nobody wants to read who comes and goes. */
  static final int CROWD = 20;

  private final String name;
  private final Topic said;
  private final Topic now;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Member> members = new HashSet<>();
  private final Map<String, Integer> tabs = new LinkedHashMap<>();
  private boolean over;

  Room(String name, Clock clock) {
    this.name = name;
    this.said = Topic.of("chat." + name);
    this.now = Topic.of("chat." + name + ".now");
    this.clock = clock;
  }

  String name() {
    return name;
  }

  /** How many users are there; tabs of one user count once. */
  int people() {
    lock.lock();
    try {
      return tabs.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a member in: it gets the welcome, the latest messages, and who is there. The others hear
   * of it.
   *
   * @return false if this room is over
   * @throws FullException if there is no seat left
   */
  boolean join(Member member) {
    lock.lock();
    try {
      if (over) {
        return false;
      }
      if (members.size() >= MAX_MEMBERS) {
        throw new FullException("This room is full. Try another one.");
      }
      // snippet: join
      members.add(member);
      if (tabs.merge(member.name(), 1, Integer::sum) == 1) {
        notice(member, Events.joined(member.name()));
      }
      member.send(Events.welcome(name, member.name()));
      member.topics().subscribe(member.connection(), said, HISTORY); // ends with the connection
      member.topics().subscribe(member.connection(), now, 0);
      member.topics().subscribe(member.connection(), SERVER, 0);
      member.topics().publish(now, Events.presence(tabs));
      // end
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Sends to all, the one who says it too. One who has left is not heard. */
  void say(Member member, String text) {
    lock.lock();
    try {
      if (members.contains(member)) {
        member.topics().publish(said, Events.message(member.name(), text, clock.instant()));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets all know that a member is writing. */
  void typing(Member member) {
    member.topics().publish(now, Events.typing(member.name()));
  }

  /**
   * Lets a member go; the others hear of it.
   *
   * @return whether that was the last one: then the room is over
   */
  boolean leave(Member member) {
    lock.lock();
    try {
      if (members.remove(member)) {
        if (tabs.computeIfPresent(member.name(), (key, n) -> n == 1 ? null : n - 1) == null) {
          notice(member, Events.left(member.name()));
        }
        member.topics().publish(now, Events.presence(tabs));
      }
      over = members.isEmpty();
      return over;
    } finally {
      lock.unlock();
    }
  }

  private void notice(Member about, OutboundMessage notice) {
    if (tabs.size() <= CROWD) {
      about.topics().publish(now, notice);
    }
  }
}
