package io.fairlead.contract.app;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** One for the whole application. */
@ApplicationScoped
public class Shared {

  private final AtomicInteger count = new AtomicInteger();

  /** Counts. */
  public int next() {
    return count.incrementAndGet();
  }

  /** The application ends. */
  @PreDestroy
  public void end() {
    Events.note("destroyed shared");
  }
}
