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
    T contribution = target.contribution();
    Usage usage = target.usage();
    usage.enter();
    Throwable fault;
    try {
      fault = call(target.owner(), contribution, () -> call.on(contribution));
    } finally {
      usage.leave();
    }
    if (fault != null) {
      usage.failed();
    }
    return fault;
  }

  /** A call to anything else that a plugin has handed over. */
  @FunctionalInterface
  public interface Action {
    /** Makes the call. */
    void run() throws Throwable;
  }

  /**
   * The same for anything that a plugin has handed over.
   *
   * @param owner the plugin's id, or {@code application}
   * @param target what is called
   */
  public static @Nullable Throwable call(String owner, Object target, Action action) {
    Class<?> type = target.getClass();
    return call(owner, type.getClassLoader(), type.getName(), action);
  }

  /**
   * The same for what is not called itself.
   *
   * @param loader the context class loader of the call
   * @param name what the log calls it
   */
  public static @Nullable Throwable call(
      String owner, @Nullable ClassLoader loader, String name, Action action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    String plugin = ThreadContext.get(PLUGIN);
    ThreadContext.put(PLUGIN, owner);
    try {
      thread.setContextClassLoader(loader);
      return contained(owner, name, action);
    } finally {
      thread.setContextClassLoader(before);
      if (plugin == null) {
        ThreadContext.remove(PLUGIN);
      } else {
        ThreadContext.put(PLUGIN, plugin);
      }
    }
  }

  private static @Nullable Throwable contained(String owner, String type, Action action) {
    try {
      action.run();
      return null;
    } catch (Throwable e) {
      Fatal.rethrow(e);
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      String what = Faults.oneLine(e);
      try {
        LOG.warn("{} of plugin '{}' failed: {}", type, owner, what, e);
        return e;
      } catch (Throwable unprintable) { // an exception may fail at being printed
        Fatal.rethrow(unprintable);
        LOG.warn("{} of plugin '{}' failed: {} (which cannot be printed)", type, owner, what);
        return new PluginException("plugin '" + owner + "' failed: " + what);
      }
    }
  }
}
