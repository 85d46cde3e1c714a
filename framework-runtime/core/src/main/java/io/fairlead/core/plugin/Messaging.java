package io.fairlead.core.plugin;

import io.fairlead.api.event.EventBus;
import io.fairlead.api.topic.Topics;
import org.jspecify.annotations.Nullable;

/** Lends topics and events to plugins and applications, so that what they register can be ended. */
@FunctionalInterface
public interface Messaging {

  /** For where nobody uses topics or events: whoever asks for them is told so. */
  Messaging NONE =
      owner ->
          new Scope() {
            @Override
            public Topics topics() {
              throw new UnsupportedOperationException("there are no topics here");
            }

            @Override
            public EventBus events() {
              throw new UnsupportedOperationException("there are no events here");
            }

            @Override
            public void takeOver(@Nullable Scope predecessor) {}

            @Override
            public void tryOut(@Nullable Scope predecessor, int share) {}

            @Override
            public void rollBack(@Nullable Scope predecessor) {}

            @Override
            public void retire() {}

            @Override
            public boolean idle() {
              return true;
            }

            @Override
            public void stopListening() {}

            @Override
            public void close() {}
          };

  /** What one owner uses. Safe for any thread. */
  interface Scope extends AutoCloseable {

    /** Topics; what is registered there ends with this scope. */
    Topics topics();

    /** Events; listeners end with this scope. */
    EventBus events();

    /**
     * Of a staged view: from now on its listeners hear of events, and those of the predecessor no
     * more, at one stroke. What waits for those is still told.
     */
    void takeOver(@Nullable Scope predecessor);

    /**
     * Of a staged view: its listeners hear of the events of a share of the connections, and those
     * of the predecessor of all others, at one stroke. Ended by {@link #takeOver} or {@link
     * #rollBack}.
     *
     * @param share in per cent
     */
    void tryOut(@Nullable Scope predecessor, int share);

    /** The listeners of the predecessor hear of all events again, and its own of none. */
    void rollBack(@Nullable Scope predecessor);

    /** Its listeners hear of no more events; what waits for them is still told. */
    void retire();

    /** Whether it has listeners that may hear of something that has to do with a connection. */
    default boolean hearsOfConnections() {
      return false;
    }

    /** Whether nothing waits for its listeners, and none is being called. */
    boolean idle();

    /** Ends listeners, and takes no more; all else goes on until {@link #close}. */
    void stopListening();

    /** From now on the calls of its listeners are counted there, and those that fail told. */
    default void countedBy(Usage usage) {}

    /** Whether its listeners are not called for now: what comes meanwhile, or waits, is lost. */
    default void leaveOut(boolean now) {}

    /** How many registrations are there; none after {@link #close}. */
    default int open() {
      return 0;
    }

    /** Ends all that was registered; whatever comes later is refused. */
    @Override
    void close();
  }

  /** The view of one owner. */
  Scope scope(String owner);

  /** The same; its listeners hear nothing before {@link Scope#takeOver}. */
  default Scope staged(String owner) {
    return scope(owner);
  }
}
