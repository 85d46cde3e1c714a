package io.fairlead.contract.app;

import jakarta.enterprise.context.RequestScoped;

/** One for each callback. */
@RequestScoped
public class PerCallback {

  private int count;

  /** Counts. */
  public int next() {
    return ++count;
  }
}
