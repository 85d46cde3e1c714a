package io.fairlead.samples.chat;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One room. All members see the same events in the same order: each change and the sending of its
 * event happen under one lock, which is cheap, because sending never waits.
 */
final class Room {

  /** Messages that a newcomer gets to see. */
  static final int HISTORY = 50;

  /** Most tabs in a room. */
  static final int MAX_MEMBERS = 2_000;

  private final String name;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Member> members = new LinkedHashSet<>();
  private final Map<String, Integer> tabs = new LinkedHashMap<>();
  private final Deque<ChatMessage> history = new ArrayDeque<>();

  /** Members whose send failed while the lock was held; a close under it could hold up all. */
  private final Queue<Member> stragglers = new ConcurrentLinkedQueue<>();

  private long lastId;
  private boolean over;

  Room(String name, Clock clock) {
    this.name = name;
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
   * Takes a member in: it gets the welcome, the others hear of it.
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
      int count = tabs.merge(member.name(), 1, Integer::sum);
      broadcast(Events.presence(member.name(), count));
      members.add(member);
      send(member, Events.welcome(name, member.name(), tabs, history));
      return true;
    } finally {
      unlock();
    }
  }

  /** Sends to all, the one who says it too. One who has left is not heard. */
  void say(Member member, String text) {
    lock.lock();
    try {
      if (!members.contains(member)) {
        return;
      }
      ChatMessage message = new ChatMessage(++lastId, member.name(), text, clock.instant());
      history.addLast(message);
      if (history.size() > HISTORY) {
        history.removeFirst();
      }
      broadcast(Events.message(message));
    } finally {
      unlock();
    }
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
        Integer left = tabs.computeIfPresent(member.name(), (key, n) -> n == 1 ? null : n - 1);
        broadcast(Events.presence(member.name(), left == null ? 0 : left));
      }
      over = members.isEmpty();
      return over;
    } finally {
      unlock();
    }
  }

  private void broadcast(String json) {
    // A copy, because a server may call onClose from within a send that fails.
    List.copyOf(members).forEach(member -> send(member, json));
  }

  private void send(Member member, String json) {
    member.send(json, () -> failed(member));
  }

  private void failed(Member member) {
    if (lock.isHeldByCurrentThread()) {
      stragglers.add(member);
    } else {
      member.drop();
    }
  }

  private void unlock() {
    lock.unlock();
    if (!lock.isHeldByCurrentThread()) {
      for (Member next = stragglers.poll(); next != null; next = stragglers.poll()) {
        next.drop();
      }
    }
  }
}
