package io.fairlead.core.outbound;

/** The connection that a queue belongs to. Called from any thread, without the queue's lock. */
public interface QueueOwner {

  /** For a queue that belongs to no connection. */
  QueueOwner NOBODY =
      new QueueOwner() {
        @Override
        public void pressureChanged() {}

        @Override
        public void overflowed() {}
      };

  /** {@link BoundedOutboundQueue#pressure} has changed, perhaps again. */
  void pressureChanged();

  /** The policy wants the connection to end. What waited has been freed. */
  void overflowed();
}
