package io.fairlead.cdi;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.spi.AlterableContext;
import jakarta.enterprise.context.spi.Contextual;
import jakarta.enterprise.context.spi.CreationalContext;
import java.lang.annotation.Annotation;
import org.jspecify.annotations.Nullable;

/** The context of {@link ConnectionScoped} in one container: knows whose callback a thread runs. */
final class ConnectionContext implements AlterableContext {

  private final ThreadLocal<@Nullable ConnectionStore> current = new ThreadLocal<>();

  @Nullable ConnectionStore current() {
    return current.get();
  }

  /** Null for none. */
  void current(@Nullable ConnectionStore store) {
    if (store == null) {
      current.remove();
    } else {
      current.set(store);
    }
  }

  private ConnectionStore active() {
    ConnectionStore store = current.get();
    if (store == null || store.hasEnded()) {
      throw new ContextNotActiveException(
          "no callback of a WebSocket connection runs on this thread");
    }
    return store;
  }

  @Override
  public Class<? extends Annotation> getScope() {
    return ConnectionScoped.class;
  }

  @Override
  public <T> T get(Contextual<T> contextual, CreationalContext<T> creationalContext) {
    return active().get(contextual, creationalContext);
  }

  @Override
  public <T> @Nullable T get(Contextual<T> contextual) {
    return active().get(contextual);
  }

  @Override
  public void destroy(Contextual<?> contextual) {
    active().destroy(contextual);
  }

  @Override
  public boolean isActive() {
    ConnectionStore store = current.get();
    return store != null && !store.hasEnded();
  }
}
