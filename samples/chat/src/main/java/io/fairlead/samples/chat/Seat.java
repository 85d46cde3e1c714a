package io.fairlead.samples.chat;

/** A member's place in a room. */
record Seat(Rooms rooms, Room room, Member member) {

  /** Says something to all in the room. */
  void say(String text) {
    room.say(member, text);
  }

  /** Tells this member alone. */
  void tell(String json) {
    member.send(json, member::drop);
  }

  /** Gets up; more than once has no effect. */
  void leave() {
    rooms.leave(room, member);
  }
}
