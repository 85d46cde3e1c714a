package io.fairlead.core.plugin;

import org.jspecify.annotations.Nullable;

/** What no container of faults may swallow. */
public final class Fatal {

  private Fatal() {}

  /**
   * Throws on a {@link VirtualMachineError}. A {@link StackOverflowError} is not fatal: it ends
   * with the stack that caused it.
   */
  public static void rethrow(@Nullable Throwable fault) {
    if (fault instanceof VirtualMachineError fatal && !(fault instanceof StackOverflowError)) {
      throw fatal;
    }
  }
}
