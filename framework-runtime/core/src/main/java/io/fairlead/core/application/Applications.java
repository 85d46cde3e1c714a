package io.fairlead.core.application;

import io.fairlead.api.admission.Revocations;
import io.fairlead.api.admission.SecurityPolicies;
import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.api.application.ApplicationContext;
import io.fairlead.api.application.FairleadApplication;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.plugin.ContributionRegistry.Scope;
import io.fairlead.core.plugin.Fatal;
import io.fairlead.core.plugin.Messaging;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The {@link FairleadApplication}s of a class path, started. Close it when no connection is left,
 * and before the runtime.
 */
public final class Applications implements AutoCloseable {

  private static final Logger LOG = LogManager.getLogger(Applications.class);

  private final ClassLoader loader;
  private final Deque<Started> started = new ArrayDeque<>();

  private record Started(FairleadApplication application, Scopes scope) {}

  private record Scopes(Scope contributions, Messaging.Scope messaging) {
    void close() {
      contributions.close();
      messaging.close();
    }
  }

  private Applications(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * Finds them and starts one after another, by the names of their classes, on the caller's thread.
   * If one cannot start, those before it are stopped.
   *
   * @param loader where they are found; their context class loader too
   * @param contributions where they contribute, as the application
   * @param connections the open connections
   * @param messaging topics and events
   * @param tokens makes tokens, where the runtime can
   * @param revocations takes back what was let in
   * @param policies replaces the security policy
   * @throws ApplicationException if one cannot be found or made, or its start threw
   */
  public static Applications start(
      ClassLoader loader,
      ContributionRegistry contributions,
      ConnectionRegistry connections,
      Messaging messaging,
      Optional<TokenIssuer> tokens,
      Revocations revocations,
      SecurityPolicies policies) {
    Applications all = new Applications(loader);
    all.inside(
        () -> {
          try {
            for (ServiceEntry entry : ServiceEntry.find(loader)) {
              Scope scope = contributions.scope(ContributionRegistry.APPLICATION);
              Messaging.Scope lent = messaging.scope(ContributionRegistry.APPLICATION);
              all.start(
                  entry,
                  new Scopes(scope, lent),
                  new DefaultApplicationContext(
                      scope, connections, lent, tokens, revocations, policies));
            }
          } catch (RuntimeException | Error e) {
            all.close();
            throw e;
          }
        });
    return all;
  }

  private void start(ServiceEntry entry, Scopes scope, ApplicationContext context) {
    FairleadApplication application = entry.create(loader);
    Throwable fault = fault(() -> application.start(context));
    if (fault != null) {
      scope.close();
      throw new ApplicationException(
          entry.name()
              + ".start() threw "
              + fault
              + ", so the server does not start; mend the cause, or take the class out of "
              + entry.file(),
          fault);
    }
    started.push(new Started(application, scope));
    LOG.info("application {} has started", entry.name());
  }

  /**
   * Stops them in the opposite order, on the caller's thread. Faults are logged. A second call has
   * no effect.
   */
  @Override
  public synchronized void close() {
    inside(
        () -> {
          while (!started.isEmpty()) {
            stop(started.pop());
          }
        });
  }

  private static void stop(Started each) {
    each.scope().close();
    Throwable fault = fault(each.application()::stop);
    if (fault != null) {
      LOG.warn("{}.stop() threw", each.application().getClass().getName(), fault);
    }
  }

  /** Gives the thread the application's class loader meanwhile. */
  private void inside(Runnable call) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      call.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private interface Call {
    void run() throws Exception;
  }

  private static @Nullable Throwable fault(Call call) {
    try {
      call.run();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    } catch (Throwable e) {
      Fatal.rethrow(e);
      return e;
    }
  }
}
