package io.fairlead.core.executor;

import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/** Lets only so many threads of a pool wait at once; threads of others are not its business. */
final class PoolWaitingRoom implements WaitingRoom {

  private final ThreadLocal<Boolean> ofPool = ThreadLocal.withInitial(() -> false);
  private final Semaphore places;

  PoolWaitingRoom(int places) {
    this.places = new Semaphore(places);
  }

  /** Makes threads that count. */
  ThreadFactory marking(ThreadFactory factory) {
    return task ->
        factory.newThread(
            () -> {
              ofPool.set(true);
              try {
                task.run();
              } finally {
                ofPool.remove();
              }
            });
  }

  @Override
  public boolean enter() {
    return !ofPool.get() || places.tryAcquire();
  }

  @Override
  public void leave() {
    if (ofPool.get()) {
      places.release();
    }
  }
}
