package io.fairlead.samples.chat;

import io.fairlead.api.connection.OutboundMessage;

/** A member's place in a room. */
record Seat(Rooms rooms, Room room, Member member) {

  /** Says something to all in the room. */
  void say(String text) {
    room.say(member, text);
  }

  /** Lets all in the room know that this member is writing. */
  void typing() {
    room.typing(member);
  }

  /** Tells this member alone. */
  void tell(OutboundMessage message) {
    member.send(message);
  }

  /** Gets up; more than once has no effect. */
  void leave() {
    rooms.leave(room, member);
  }
}
