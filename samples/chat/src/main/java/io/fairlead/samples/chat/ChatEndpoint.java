package io.fairlead.samples.chat;

import io.fairlead.api.connection.Connection;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * One tab in one room. Clients send {@code {"type":"say","text":…}}, {@code {"type":"typing"}} and
 * {@code {"type":"rooms"}}; what they get is listed in {@link Events}. A message that makes no
 * sense is answered with an error and changes nothing.
 */
@ServerEndpoint("/chat/{room}")
public class ChatEndpoint {

  private static final System.Logger LOG = System.getLogger(ChatEndpoint.class.getName());

  /** Room for the longest text, escaped, and its JSON. */
  private static final int MAX_MESSAGE_BYTES = 16 * 1024;

  private final Rooms rooms;
  private @Nullable Seat seat;

  // snippet: constructors
  /** For CDI: one code path from here on, and no field that may be null. */
  @Inject
  ChatEndpoint(Rooms rooms) {
    this.rooms = rooms;
  }

  /** Where nobody injects. */
  public ChatEndpoint() {
    this(Rooms.shared());
  }

  // end

  /** Takes a seat in the room, or says why there is none. */
  @OnOpen
  public void open(Session session, @PathParam("room") String room) {
    Connection connection = Connection.of(session);
    if (!RoomName.valid(room)) {
      refuse(connection, CloseCodes.VIOLATED_POLICY, "bad-room", RoomName.RULE);
      return;
    }
    try {
      seat = rooms.join(room, Member.of(connection, nameOf(session)));
    } catch (FullException e) {
      refuse(connection, CloseCodes.TRY_AGAIN_LATER, "full", e.getMessage());
    }
  }

  /** Does what the message asks for. */
  @OnMessage(maxMessageSize = MAX_MESSAGE_BYTES)
  public void receive(String message) {
    Seat here = seat;
    if (here == null) {
      return; // refused, and about to be closed
    }
    try {
      JsonObject request = Requests.parse(message);
      switch (Requests.type(request)) {
        case "say" -> here.say(Requests.text(request));
        case "typing" -> here.typing();
        case "rooms" -> here.tell(Events.rooms(rooms.list()));
        default ->
            throw new BadRequestException("unknown-type", "The types are: say, typing, rooms.");
      }
    } catch (BadRequestException e) {
      here.tell(Events.error(e.code(), e.getMessage()));
    }
  }

  /** The chat is text. */
  @OnMessage
  public void receive(ByteBuffer message) {
    if (seat != null) {
      seat.tell(Events.error("text-only", "Messages are JSON in text, not bytes."));
    }
  }

  /** Gives the seat back. */
  @OnClose
  public void close() {
    if (seat != null) {
      seat.leave();
    }
  }

  /** A broken connection is closed right after; nothing else is to be done. */
  @OnError
  public void failed(Session session, Throwable error) {
    LOG.log(System.Logger.Level.DEBUG, () -> "chat session " + session.getId(), error);
  }

  private static void refuse(Connection connection, CloseCodes close, String code, String detail) {
    connection.send(Events.error(code, detail));
    connection.close(new CloseReason(close, detail));
  }

  private static String nameOf(Session session) {
    Principal user = session.getUserPrincipal();
    return user == null ? GuestNames.next() : user.getName();
  }
}
