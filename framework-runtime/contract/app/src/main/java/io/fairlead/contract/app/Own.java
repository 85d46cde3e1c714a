package io.fairlead.contract.app;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;

/** One for each endpoint instance. */
@Dependent
public class Own {

  private volatile String tag = "-";
  private int count;

  /** Whose it is. */
  void tag(String value) {
    tag = value;
  }

  /** Counts; the callbacks of a connection are serial. */
  int next() {
    return ++count;
  }

  /** Its connection ends. */
  @PreDestroy
  public void end() {
    Events.note("destroyed own " + tag);
  }
}
