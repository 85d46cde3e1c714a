package io.fairlead.core.plugin;

import io.fairlead.api.plugin.Contribution;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.jspecify.annotations.Nullable;

/**
 * Calls contributions, and contains what they throw: the fault is logged with the owner's id and
 * handed back. Only a {@link VirtualMachineError} passes through, a stack overflow apart.
 */
public final class Invoker {

  private static final Logger LOG = LogManager.getLogger(Invoker.class);

  /** The logging context's key for the plugin at work. */
  public static final String PLUGIN = "plugin";

  private Invoker() {}

  /** A call to a contribution. */
  @FunctionalInterface
  public interface Call<T extends Contribution> {
    /** Makes the call. */
    void on(T contribution) throws Throwable;
  }

  /** Calls, with the owner in the logging context and its class loader as the context one. */
  public static <T extends Contribution> @Nullable Throwable call(
      Contributed<T> target, Call<T> call) {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    String plugin = ThreadContext.get(PLUGIN);
    ThreadContext.put(PLUGIN, target.owner());
    try {
      thread.setContextClassLoader(target.contribution().getClass().getClassLoader());
      return contained(target, call);
    } finally {
      thread.setContextClassLoader(loader);
      if (plugin == null) {
        ThreadContext.remove(PLUGIN);
      } else {
        ThreadContext.put(PLUGIN, plugin);
      }
    }
  }

  private static <T extends Contribution> @Nullable Throwable contained(
      Contributed<T> target, Call<T> call) {
    try {
      call.on(target.contribution());
      return null;
    } catch (Throwable e) {
      Fatal.rethrow(e);
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      String what = Faults.oneLine(e);
      try {
        LOG.warn(
            "{} of plugin '{}' failed: {}",
            target.contribution().getClass().getName(),
            target.owner(),
            what,
            e);
        return e;
      } catch (Throwable unprintable) { // an exception may fail at being printed
        Fatal.rethrow(unprintable);
        LOG.warn(
            "{} of plugin '{}' failed: {} (which cannot be printed)",
            target.contribution().getClass().getName(),
            target.owner(),
            what);
        return new PluginException("plugin '" + target.owner() + "' failed: " + what);
      }
    }
  }
}
