package io.fairlead.contract.app;

import io.fairlead.cdi.ConnectionScoped;
import jakarta.annotation.PreDestroy;

/** One for each connection. */
@ConnectionScoped
public class PerConnection {

  private int count;
  private String tag = "-";

  /** Counts. */
  public int next() {
    return ++count;
  }

  /** Whose it is. */
  public void tag(String value) {
    tag = value;
  }

  /** The connection has ended. */
  @PreDestroy
  public void end() {
    Events.note("scoped bean " + tag + " " + count);
  }
}
