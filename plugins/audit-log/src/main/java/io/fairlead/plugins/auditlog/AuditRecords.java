package io.fairlead.plugins.auditlog;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.connection.InboundMessage.Kind;
import io.fairlead.api.plugin.ErrorContext;
import jakarta.websocket.CloseReason;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Base64;
import java.util.Locale;

/**
 * Puts an event into a line. Nothing in it comes from a header or a query, where tokens travel; nor
 * are a failure's text and a close frame's phrase written, as they may quote what a client sent.
 */
final class AuditRecords {

  private final Clock clock;
  private final boolean payload;

  AuditRecords(Clock clock, boolean payload) {
    this.clock = clock;
    this.payload = payload;
  }

  byte[] opened(Connection connection) {
    return begin("open", connection).end();
  }

  byte[] closed(Connection connection, CloseReason reason) {
    return begin("close", connection).add("code", reason.getCloseCode().getCode()).end();
  }

  /** A message; {@code size} counts all its parts. */
  byte[] received(InboundMessage message, long size) {
    JsonLine line =
        begin("message", message.connection()).add("kind", lower(message.kind())).add("size", size);
    if (payload && message.kind() == Kind.TEXT) {
      line.add("text", message.text());
    } else if (payload) {
      line.add("base64", base64(message.bytes()));
    }
    return line.end();
  }

  byte[] failed(ErrorContext context, Throwable error) {
    JsonLine line =
        context
            .connection()
            .map(connection -> begin("error", connection))
            .orElseGet(() -> begin("error"))
            .add("source", lower(context.source()))
            .add("error", error.getClass().getName());
    context.pluginId().ifPresent(id -> line.add("plugin", id));
    return line.end();
  }

  private JsonLine begin(String event) {
    return new JsonLine().add("time", clock.instant().toString()).add("event", event);
  }

  private JsonLine begin(String event, Connection connection) {
    JsonLine line =
        begin(event)
            .add("connection", connection.id())
            .add("request", connection.network().requestId());
    Identity identity = connection.security().identity();
    if (!identity.isAnonymous()) {
      line.add("principal", identity.getName());
    }
    connection.network().clientAddress().ifPresent(address -> line.add("client", address));
    return line.add("path", connection.path());
  }

  private static String base64(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return Base64.getEncoder().encodeToString(copy);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
