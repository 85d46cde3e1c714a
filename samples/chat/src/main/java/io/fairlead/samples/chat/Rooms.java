package io.fairlead.samples.chat;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/**
 * The rooms that somebody is in. A room begins with its first member and ends with its last; what
 * was said in it stays in the history of its topic.
 */
@ApplicationScoped
class Rooms {

  /** Most rooms at a time. What their histories may take is up to the server. */
  static final int MAX_ROOMS = 1_000;

  private final ConcurrentMap<String, Room> rooms = new ConcurrentHashMap<>();
  private final Semaphore free = new Semaphore(MAX_ROOMS);
  private final Clock clock;

  Rooms() {
    this(Clock.systemUTC());
  }

  Rooms(Clock clock) {
    this.clock = clock;
  }

  /** The rooms of an application that runs without CDI; with it, they are a bean. */
  static Rooms shared() {
    return Shared.ROOMS;
  }

  /**
   * Gives a member a seat and welcomes it.
   *
   * @throws FullException if the room has no seat left, or it would be a room too many
   */
  Seat join(String name, Member member) {
    while (true) {
      Room room = rooms.computeIfAbsent(name, this::begin);
      if (room.join(member)) {
        return new Seat(this, room, member);
      } // else its last member has just left: the next round makes a new one
      end(room);
    }
  }

  void leave(Room room, Member member) {
    if (room.leave(member)) {
      end(room);
    }
  }

  /** The rooms and how many people are in each, by name. */
  Map<String, Integer> list() {
    Map<String, Integer> list = new TreeMap<>();
    rooms.values().forEach(room -> list.put(room.name(), room.people()));
    return list;
  }

  private Room begin(String name) {
    if (!free.tryAcquire()) {
      throw new FullException("There are too many rooms already. Join one of them.");
    }
    return new Room(name, clock);
  }

  private void end(Room room) {
    if (rooms.remove(room.name(), room)) {
      free.release();
    }
  }

  /** Made when first asked for, so never where there is CDI. */
  private static final class Shared {
    static final Rooms ROOMS = new Rooms();
  }
}
