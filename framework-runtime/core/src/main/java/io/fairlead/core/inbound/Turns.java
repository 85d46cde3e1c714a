package io.fairlead.core.inbound;

import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.connection.InboundMessage.Kind;
import io.fairlead.api.plugin.ErrorContext.Source;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.core.connection.DefaultConnection;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.ContributionSet;
import io.fairlead.core.plugin.Fatal;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which version of the plugins each callback of one connection goes by: one from its beginning to
 * its end, the endpoint included, and all parts of a message the same. For use by the connection's
 * callbacks, one at a time; {@link #takesParts} by the thread that reads.
 */
final class Turns {

  private final DefaultConnection connection;
  private final Receiver receiver;
  private final ContributionRegistry contributions;
  private final ErrorRoute errors;
  private final Consumer<Runnable> later;
  private @Nullable ContributionSet partsGoBy; // while a message comes in parts
  private @Nullable PartBuffer joined; // where they were to be passed on, and may not be any more
  private int joinedBytes;
  private List<Runnable> late = List.of(); // wait for its end

  /**
   * The turns of a connection.
   *
   * @param later calls {@link #catchUp} behind what came in so far
   */
  Turns(
      DefaultConnection connection,
      Receiver receiver,
      ContributionRegistry contributions,
      ErrorRoute errors,
      Consumer<Runnable> later) {
    this.connection = connection;
    this.receiver = receiver;
    this.contributions = contributions;
    this.errors = errors;
    this.later = later;
  }

  /** Whether all that sees a message now would take it in parts. */
  boolean takesParts(Kind kind) {
    return takesParts(kind, contributions.of(connection));
  }

  private boolean takesParts(Kind kind, ContributionSet set) {
    return receiver.takesParts(kind)
        && set.all(InboundHandler.class).stream()
            .allMatch(handler -> handler.contribution().acceptsParts());
  }

  /** What the callback that begins goes by. */
  ContributionSet begin() {
    ContributionSet held = partsGoBy;
    if (held != null) {
      return held;
    }
    ContributionSet now = contributions.of(connection);
    try {
      receiver.turn(now);
    } catch (Throwable e) {
      Fatal.rethrow(e);
      errors.endpoint(Source.ENDPOINT, e, now);
    }
    return now;
  }

  /** The same for a message, or a part of one. */
  ContributionSet begin(InboundMessage message) {
    boolean first = partsGoBy == null;
    ContributionSet now = begin();
    if (first && !message.last() && !takesParts(message.kind(), now)) {
      joined = new PartBuffer(); // a version came that takes none, after they were read
    }
    partsGoBy = message.last() ? null : now;
    if (message.last() && !late.isEmpty()) {
      late.forEach(later);
      late = List.of();
    }
    return now;
  }

  /**
   * What is to be handled, after {@link #begin(InboundMessage)}: the message or part, or the whole
   * of which it was the last part; null where more has to come first.
   */
  @Nullable InboundMessage whole(InboundMessage part) {
    PartBuffer parts = joined;
    if (parts == null) {
      return part;
    }
    boolean text = part.kind() == Kind.TEXT;
    joinedBytes += part.size();
    if (text) {
      parts.add(part.text());
    } else {
      parts.add(part.bytes());
    }
    if (!part.last()) {
      return null;
    }
    int size = joinedBytes;
    joined = null;
    joinedBytes = 0;
    return text
        ? DefaultInboundMessage.text(connection, parts.takeText(), size, true)
        : DefaultInboundMessage.binary(connection, parts.takeBytes(), true);
  }

  /** The rest of a message that comes in parts never comes. */
  void giveUpParts() {
    partsGoBy = null;
    joined = null;
  }

  /**
   * Lets go of what has been replaced.
   *
   * @param done runs then: at once, or at the end of a message that comes in parts
   */
  void catchUp(Runnable done) {
    if (partsGoBy == null) {
      begin();
      done.run();
    } else {
      late = Stream.concat(late.stream(), Stream.of(done)).toList();
    }
  }
}
