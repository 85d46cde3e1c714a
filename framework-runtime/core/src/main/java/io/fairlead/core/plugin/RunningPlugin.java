package io.fairlead.core.plugin;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.ErrorHandler;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.OutboundHandler;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginDescriptor;
import io.fairlead.api.plugin.StateParticipant;
import io.fairlead.core.leak.LeakWatch;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** One plugin between its start and its stop, with all that belongs to it. */
public final class RunningPlugin {

  private static final Logger LOG = LogManager.getLogger(RunningPlugin.class);

  private static final List<Class<? extends Contribution>> CONNECTIONS =
      List.of(
          InboundHandler.class,
          OutboundHandler.class,
          ErrorHandler.class,
          ConnectionListener.class,
          StateParticipant.class);

  private final PluginDescriptor descriptor;
  private final Plugin plugin;
  private final ContributionRegistry.Scope scope;
  private final PluginExecutor executor;
  private final LeakWatch leaks;
  private final Consumer<ClassLoader> tasks;
  private final Messaging.Scope messaging;
  private boolean stopped;

  private RunningPlugin(
      PluginDescriptor descriptor,
      Plugin plugin,
      ContributionRegistry.Scope scope,
      Messaging.Scope messaging,
      PluginHost host) {
    this.leaks = host.leaks();
    this.tasks = host.tasks();
    this.descriptor = descriptor;
    this.plugin = plugin;
    this.scope = scope;
    this.messaging = messaging;
    messaging.countedBy(scope.usage());
    this.executor = new PluginExecutor(descriptor.id(), loader(), leaks);
  }

  /**
   * Starts a plugin, on a thread of its own and within the start deadline. If that fails, all that
   * it added is taken back and its executor stopped.
   *
   * @throws Exception what {@link Plugin#start} threw; a {@link PluginException} for an error, or
   *     for a start that took too long
   */
  public static RunningPlugin start(PluginDescriptor descriptor, Plugin plugin, PluginHost host)
      throws Exception {
    return start(descriptor, plugin, host, host.contributions().scope(descriptor.id()));
  }

  static RunningPlugin start(
      PluginDescriptor descriptor, Plugin plugin, PluginHost host, ContributionRegistry.Scope scope)
      throws Exception {
    return started(
        new RunningPlugin(descriptor, plugin, scope, host.messaging().scope(descriptor.id()), host),
        host);
  }

  /** The same, but what it adds has no effect before {@link #exchange}. */
  static RunningPlugin stage(
      PluginDescriptor descriptor, Plugin plugin, PluginHost host, ContributionRegistry.Scope scope)
      throws Exception {
    return started(
        new RunningPlugin(
            descriptor, plugin, scope, host.messaging().staged(descriptor.id()), host),
        host);
  }

  private static RunningPlugin started(RunningPlugin running, PluginHost host) throws Exception {
    boolean started = false;
    try {
      running.callStart(host);
      started = true;
      return running;
    } finally {
      if (!started) {
        running.letGo();
      }
    }
  }

  private void callStart(PluginHost host) throws Exception {
    String id = descriptor.id();
    DefaultPluginContext context =
        new DefaultPluginContext(
            descriptor,
            host.config().plugin(id),
            scope,
            host.connections(),
            messaging,
            executor,
            host.clock(),
            new PluginLogger(id),
            host.revocations());
    Bounded.start(
        id,
        loader(),
        host.config(),
        host.starts(),
        () -> {
          plugin.start(context);
          return id;
        });
  }

  /**
   * Lets plugins that are staged work from now on, and others no more; those are still to be
   * stopped.
   *
   * @param before is told the version of the contributions just before it is there
   */
  static void exchange(
      ContributionRegistry contributions,
      List<RunningPlugin> in,
      List<RunningPlugin> out,
      LongConsumer before) {
    contributions.exchange(scopes(in), scopes(out), before);
    takeOver(in, out);
  }

  /**
   * Lets plugins that are staged work for a share of the connections, and others for the rest.
   * Ended by {@link #promote} or {@link #rollBack} with the same plugins.
   *
   * @param share in per cent
   * @param before is told the version of the contributions just before it is there
   */
  static void tryOut(
      ContributionRegistry contributions,
      List<RunningPlugin> in,
      List<RunningPlugin> out,
      int share,
      LongConsumer before) {
    contributions.tryOut(scopes(in), scopes(out), share, before);
    forEach(in, out, (next, last) -> next.tryOut(last, share));
  }

  /** Lets those that are tried work for all connections; the others are still to be stopped. */
  static void promote(
      ContributionRegistry contributions,
      List<RunningPlugin> in,
      List<RunningPlugin> out,
      LongConsumer before) {
    contributions.promote(scopes(in), scopes(out), before);
    takeOver(in, out);
  }

  /** Lets those that are tried work for none; they are still to be stopped. */
  static void rollBack(
      ContributionRegistry contributions, List<RunningPlugin> in, List<RunningPlugin> out) {
    contributions.rollBack(scopes(in), scopes(out));
    forEach(in, out, Messaging.Scope::rollBack);
  }

  private static void takeOver(List<RunningPlugin> in, List<RunningPlugin> out) {
    forEach(in, out, Messaging.Scope::takeOver).forEach(each -> each.messaging.retire());
  }

  /** Calls with each that comes and the one before it; returns those that nothing comes for. */
  private static Collection<RunningPlugin> forEach(
      List<RunningPlugin> in,
      List<RunningPlugin> out,
      BiConsumer<Messaging.Scope, Messaging.@Nullable Scope> task) {
    Map<String, RunningPlugin> leaving = new HashMap<>();
    out.forEach(each -> leaving.put(each.descriptor.id(), each));
    for (RunningPlugin each : in) {
      RunningPlugin predecessor = leaving.remove(each.descriptor.id());
      task.accept(each.messaging, predecessor == null ? null : predecessor.messaging);
    }
    return leaving.values();
  }

  private static List<ContributionRegistry.Scope> scopes(List<RunningPlugin> plugins) {
    return plugins.stream().map(each -> each.scope).toList();
  }

  ContributionRegistry.Scope scope() {
    return scope;
  }

  /** Whether a share of the connections can tell whether it works. */
  boolean worksForConnections() {
    return messaging.hearsOfConnections() || CONNECTIONS.stream().anyMatch(scope::hasAdded);
  }

  Messaging.Scope messaging() {
    return messaging;
  }

  /** Whether nothing of it is being called, and nothing waits for its listeners. */
  boolean idle() {
    return scope.usage().idle() && messaging.idle();
  }

  /** Who it is. */
  public PluginDescriptor descriptor() {
    return descriptor;
  }

  /**
   * Takes its contributions and listeners back, lets the plugin stop, ends whatever else it has
   * registered, and its background threads. Faults and delays are logged and go no further. Later
   * calls have no effect.
   *
   * @param longest how long to wait for all of it
   */
  public synchronized void stop(Duration longest) {
    if (stopped) {
      return;
    }
    stopped = true;
    long deadline = System.nanoTime() + longest.toNanos();
    scope.close();
    messaging.stopListening();
    try {
      callStop(longest);
    } finally {
      messaging.close();
      executor.shutdownNow();
      endTasks();
      watchRest();
    }
    awaitThreads(Math.max(0, deadline - System.nanoTime()));
  }

  private void callStop(Duration longest) {
    String id = descriptor.id();
    try {
      Bounded.call(
          id,
          "stop",
          loader(),
          longest,
          () -> {
            plugin.stop();
            return id;
          });
    } catch (TimeoutException e) {
      LOG.warn("plugin '{}' took longer than {} ms to stop; going on", id, longest.toMillis());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      Fatal.rethrow(cause);
      LOG.warn("plugin '{}' failed in stop(): {}", id, Faults.oneLine(cause), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitThreads(long nanos) {
    try {
      if (!executor.awaitTermination(nanos, NANOSECONDS)) {
        LOG.warn("background tasks of plugin '{}' go on after its stop", descriptor.id());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void letGo() {
    scope.close();
    messaging.close();
    executor.shutdownNow();
    endTasks();
    watchRest();
  }

  /** Those in scopes of connections, which live on. */
  private void endTasks() {
    ClassLoader loader = loader();
    if (loader instanceof PluginClassLoader) { // others may be those of the application
      tasks.accept(loader);
    }
  }

  /** Nothing should be left. */
  private void watchRest() {
    executor.watchRest();
    leaks.registrationsLeft(descriptor.id(), messaging.open());
    leaks.ownerEnded(descriptor.id(), loader());
  }

  private @Nullable ClassLoader loader() {
    return plugin.getClass().getClassLoader();
  }
}
