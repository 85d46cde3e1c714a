package io.fairlead.core.topic;

import io.fairlead.api.Registration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A registration that ends by itself with its owner. */
abstract class Owned implements Registration {

  private final Owner owner;
  private final AtomicBoolean closed = new AtomicBoolean();

  Owned(Owner owner) {
    this.owner = owner;
  }

  /** One that is taken back by a step. */
  static Owned of(Owner owner, Runnable undo) {
    return new Owned(owner) {
      @Override
      void undo() {
        undo.run();
      }
    };
  }

  final boolean isClosed() {
    return closed.get();
  }

  /** Takes it back; called once. */
  abstract void undo();

  @Override
  public final void close() {
    if (closed.compareAndSet(false, true)) {
      undo();
      owner.forget(this);
    }
  }
}
