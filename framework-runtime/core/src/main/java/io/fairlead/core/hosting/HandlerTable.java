package io.fairlead.core.hosting;

import io.fairlead.core.hosting.MessageForm.Native;
import jakarta.websocket.MessageHandler;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who takes which kind of message on one connection. Safe for any thread. */
final class HandlerTable {

  private final List<CoderSpec> decoders;
  private final Map<Native, Inlet> inlets = new EnumMap<>(Native.class);

  HandlerTable(List<CoderSpec> decoders) {
    this.decoders = decoders;
  }

  /** A handler that the user's code added. */
  private record Added(MessageHandler handler, MessageForm form) implements Inlet {
    @Override
    @SuppressWarnings("unchecked") // the form makes values of the handler's type
    public @Nullable Object accept(Object value, boolean last) {
      if (handler instanceof MessageHandler.Partial<?> partial) {
        ((MessageHandler.Partial<Object>) partial).onMessage(value, last);
      } else {
        ((MessageHandler.Whole<Object>) handler).onMessage(value);
      }
      return null;
    }
  }

  synchronized @Nullable Inlet get(Native kind) {
    return inlets.get(kind);
  }

  /**
   * Gives all kinds that an inlet takes to it.
   *
   * @throws IllegalStateException if one of them is taken
   */
  synchronized void add(Inlet inlet) {
    for (Native kind : Native.values()) {
      if (inlet.form().takes(kind) && inlets.containsKey(kind)) {
        throw new IllegalStateException(
            "the " + kind.messages() + " of this session have a handler already");
      }
    }
    for (Native kind : Native.values()) {
      if (inlet.form().takes(kind)) {
        inlets.put(kind, inlet);
      }
    }
  }

  /** Adds a handler of the user's, its type read from its class. */
  void add(MessageHandler handler) {
    boolean parts = handler instanceof MessageHandler.Partial;
    Class<?> type =
        TypeArguments.first(
            handler.getClass(), parts ? MessageHandler.Partial.class : MessageHandler.Whole.class);
    if (type == null || type == Object.class) {
      throw new IllegalArgumentException(
          "cannot tell what "
              + handler.getClass().getName()
              + " takes; name the type with addMessageHandler(Class, handler)");
    }
    add(type, handler, parts);
  }

  /** Adds a handler of the user's for a type. */
  void add(Class<?> type, MessageHandler handler, boolean parts) {
    MessageForm form;
    try {
      form = parts ? MessageForm.parts(type) : MessageForm.whole(type, decoders);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("this handler cannot be added: " + e.getMessage(), e);
    }
    add(new Added(handler, form));
  }

  synchronized void remove(MessageHandler handler) {
    inlets
        .values()
        .removeIf(inlet -> inlet instanceof Added added && added.handler().equals(handler));
  }

  /** Those that the user's code added. */
  synchronized Set<MessageHandler> added() {
    Set<MessageHandler> handlers = new LinkedHashSet<>();
    for (Inlet inlet : inlets.values()) {
      if (inlet instanceof Added added) {
        handlers.add(added.handler());
      }
    }
    return Set.copyOf(handlers);
  }
}
