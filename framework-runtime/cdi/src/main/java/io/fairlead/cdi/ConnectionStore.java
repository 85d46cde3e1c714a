package io.fairlead.cdi;

import io.fairlead.api.connection.Connection;
import io.fairlead.core.hosting.CallbackContext;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** The {@link ConnectionScoped} beans of one connection. Safe for any thread. */
final class ConnectionStore implements CallbackContext.OfConnection {

  private static final Logger LOG = LogManager.getLogger(ConnectionStore.class);

  /** A bean that ends may make another one; but not for ever. */
  private static final int ROUNDS = 3;

  private final ConnectionContext context;
  private final RequestScope requests;
  private final Connection connection;
  private final CallbackContext.Scope leave; // for a thread that had no connection before
  private final ReentrantLock lock = new ReentrantLock(); // a bean's making may block
  private @Nullable Map<Contextual<?>, Stored<?>> beans;
  private volatile boolean ended;

  private record Stored<T>(Contextual<T> bean, T instance, CreationalContext<T> context) {
    void destroy() {
      bean.destroy(instance, context);
    }
  }

  ConnectionStore(ConnectionContext context, RequestScope requests, Connection connection) {
    this.context = context;
    this.requests = requests;
    this.connection = connection;
    this.leave = () -> context.current(null);
  }

  Connection connection() {
    return connection;
  }

  boolean hasEnded() {
    return ended;
  }

  // --- around callbacks ------------------------------------------------------------------------

  @Override
  public CallbackContext.Scope enter() {
    ConnectionStore before = context.current();
    context.current(this);
    CallbackContext.Scope back = before == null ? leave : () -> context.current(before);
    if (!requests.used()) {
      return back;
    }
    boolean entered = false;
    try {
      RequestScope.Active request = requests.begin();
      entered = true;
      return () -> {
        try {
          request.end();
        } finally {
          back.close();
        }
      };
    } finally {
      if (!entered) { // the container may be gone before us
        back.close();
      }
    }
  }

  @Override
  public void ended() {
    if (ended) {
      return;
    }
    try (CallbackContext.Scope scope = enter()) { // beans may use others of theirs to the end
      for (int round = 0; round < ROUNDS && !isEmpty(); round++) {
        takeAll(false).forEach(ConnectionStore::destroyContained);
      }
    }
    takeAll(true).forEach(ConnectionStore::destroyContained);
  }

  private boolean isEmpty() {
    lock.lock();
    try {
      return beans == null || beans.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** The latest first. */
  private List<Stored<?>> takeAll(boolean last) {
    lock.lock();
    try {
      ended = last;
      List<Stored<?>> all = beans == null ? new ArrayList<>() : new ArrayList<>(beans.values());
      beans = null;
      Collections.reverse(all);
      return all;
    } finally {
      lock.unlock();
    }
  }

  private static void destroyContained(Stored<?> each) {
    try {
      each.destroy();
    } catch (RuntimeException | LinkageError e) { // the container may be gone before us
      LOG.warn("{} could not be destroyed with its connection", each.bean(), e);
    }
  }

  // --- beans -----------------------------------------------------------------------------------

  <T> T get(Contextual<T> bean, CreationalContext<T> creation) {
    lock.lock();
    try {
      T known = get(bean);
      if (known != null) {
        return known;
      }
      if (ended) {
        throw new ContextNotActiveException("the connection has ended");
      }
      T made = bean.create(creation);
      if (beans == null) {
        beans = new LinkedHashMap<>();
      }
      beans.put(bean, new Stored<>(bean, made, creation));
      return made;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("unchecked") // put in by get(bean, creation) under its own bean
  <T> @Nullable T get(Contextual<T> bean) {
    lock.lock();
    try {
      Stored<?> stored = beans == null ? null : beans.get(bean);
      return stored == null ? null : (T) stored.instance();
    } finally {
      lock.unlock();
    }
  }

  void destroy(Contextual<?> bean) {
    Stored<?> stored;
    lock.lock();
    try {
      stored = beans == null ? null : beans.remove(bean);
    } finally {
      lock.unlock();
    }
    if (stored != null) {
      stored.destroy();
    }
  }
}
