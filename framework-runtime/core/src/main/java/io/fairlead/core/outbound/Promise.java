package io.fairlead.core.outbound;

import java.util.concurrent.CompletableFuture;

/** The completion of a send. */
final class Promise extends CompletableFuture<Void> implements Delivery {

  @Override
  public void written() {
    complete(null);
  }

  @Override
  public void lost(Throwable reason) {
    completeExceptionally(reason);
  }
}
