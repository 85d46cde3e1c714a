package io.fairlead.core.executor;

/**
 * Asked before a send holds a thread until a slow client takes something. The threads that run
 * callbacks are few where they are not virtual: if all of them waited, nobody would be served.
 */
public interface WaitingRoom {

  /** Everybody may wait. */
  WaitingRoom UNBOUNDED =
      new WaitingRoom() {
        @Override
        public boolean enter() {
          return true;
        }

        @Override
        public void leave() {}
      };

  /** Whether the calling thread may wait; if so it calls {@link #leave} afterwards. */
  boolean enter();

  /** The calling thread waits no longer. */
  void leave();
}
