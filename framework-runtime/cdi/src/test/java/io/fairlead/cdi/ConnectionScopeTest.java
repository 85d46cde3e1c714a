package io.fairlead.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.event.ConnectionOpened;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.event.ListenerRegistration;
import io.fairlead.core.hosting.CallbackContext;
import io.fairlead.core.hosting.CallbackContext.OfConnection;
import io.fairlead.testkit.RecordedConnection;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.reflect.Proxy;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionScopeTest {

  private static final Queue<String> DESTROYED = new ConcurrentLinkedQueue<>();

  @ConnectionScoped
  static class Basket {
    private final AtomicInteger items = new AtomicInteger();
    @Inject Connection connection;

    int add() {
      return items.incrementAndGet();
    }

    @PreDestroy
    void end() {
      DESTROYED.add("basket of " + connection.path());
    }
  }

  @RequestScoped
  static class Turn {
    private final AtomicInteger calls = new AtomicInteger();

    int call() {
      return calls.incrementAndGet();
    }

    @PreDestroy
    void end() {
      DESTROYED.add("turn");
    }
  }

  /** Made before the runtime is there. */
  @ApplicationScoped
  static class Early {
    @Inject EventBus events;
    @Inject ConnectionRegistry connections;
    @Inject Connection connection;

    EventBus events() {
      return events;
    }

    Connection connection() {
      return connection;
    }

    int open() {
      return connections.size();
    }
  }

  @AfterEach
  void forget() {
    DESTROYED.clear();
  }

  @Test
  void eachConnectionHasItsOwnBeansWhichEndWithIt() throws Exception {
    try (Wired wired = new Wired(Basket.class)) {
      CallbackContext callbacks = wired.link.callbacks();
      OfConnection first = callbacks.of(wired.connection());
      OfConnection second = callbacks.of(wired.connection());
      Basket basket = wired.get(Basket.class);
      try (CallbackContext.Scope scope = first.enter()) {
        assertThat(basket.add()).isEqualTo(1);
        try (CallbackContext.Scope nested = second.enter()) {
          assertThat(basket.add()).isEqualTo(1);
        }
        assertThat(basket.add()).isEqualTo(2);
      }
      assertThatThrownBy(basket::add).isInstanceOf(ContextNotActiveException.class);
      assertThat(DESTROYED).isEmpty();
      try (CallbackContext.Scope scope = first.enter()) {
        assertThat(basket.add()).isEqualTo(3);
      }
      try (CallbackContext.Scope scope = first.enter()) {
        first.ended();
        assertThatThrownBy(basket::add).isInstanceOf(ContextNotActiveException.class);
      }
      assertThat(DESTROYED).hasSize(1);
      second.ended();
      second.ended();
      assertThat(DESTROYED).hasSize(2);
    }
  }

  @Test
  void theInjectedConnectionIsTheCurrentOneAndCanBeTakenAlong() throws Exception {
    try (Wired wired = new Wired(Early.class)) {
      RecordedConnection real = wired.connection();
      Connection injected = wired.get(Early.class).connection();
      OfConnection context = wired.link.callbacks().of(real);
      Connection taken;
      try (CallbackContext.Scope scope = context.enter()) {
        assertThat(injected.id()).isEqualTo(real.id());
        taken = injected.unwrap(Connection.class).orElseThrow();
      }
      CompletableFuture.runAsync(() -> taken.send(OutboundMessage.text("from elsewhere")))
          .get(30, TimeUnit.SECONDS);
      assertThat(real.sentTexts()).containsExactly("from elsewhere");
      assertThatThrownBy(injected::id).isInstanceOf(ContextNotActiveException.class);
    }
  }

  @Test
  void eachCallbackHasARequestOfItsOwn() throws Exception {
    try (Wired wired = new Wired(Turn.class)) {
      OfConnection context = wired.link.callbacks().of(wired.connection());
      Turn turn = wired.get(Turn.class);
      for (int i = 0; i < 2; i++) {
        try (CallbackContext.Scope scope = context.enter()) {
          assertThat(turn.call()).isEqualTo(1);
          try (CallbackContext.Scope nested = context.enter()) { // it is active already
            assertThat(turn.call()).isEqualTo(2);
          }
          assertThat(turn.call()).isEqualTo(3);
        }
        assertThat(DESTROYED).hasSize(i + 1);
      }
      assertThatThrownBy(turn::call).isInstanceOf(ContextNotActiveException.class);
    }
  }

  @Test
  void theContainerMayBeGoneBeforeTheConnection() throws Exception {
    try (Wired wired = new Wired(Basket.class, Turn.class)) {
      OfConnection context = wired.link.callbacks().of(wired.connection());
      Basket basket = wired.get(Basket.class);
      try (CallbackContext.Scope scope = context.enter()) {
        basket.add();
      }
      wired.container.close();
      try (CallbackContext.Scope scope = context.enter()) {
        context.ended();
      }
    }
  }

  @Test
  void aContainerThatFailsLeavesNoConnectionOnTheThread() throws Exception {
    try (Wired wired = new Wired(Turn.class)) {
      BeanManager real = wired.container.getBeanManager();
      BeanManager broken =
          (BeanManager)
              Proxy.newProxyInstance(
                  BeanManager.class.getClassLoader(),
                  new Class<?>[] {BeanManager.class},
                  (proxy, method, arguments) -> {
                    if (method.getName().equals("createCreationalContext")) {
                      throw new NoClassDefFoundError("on purpose");
                    }
                    return method.invoke(real, arguments);
                  });
      ConnectionContext context = new ConnectionContext();
      OfConnection store =
          new ConnectionStore(context, new RequestScope(broken, true), wired.connection());
      assertThatThrownBy(store::enter).isInstanceOf(NoClassDefFoundError.class);
      assertThat(context.current()).isNull();
    }
  }

  @Test
  void runtimeObjectsMayBeInjectedBeforeTheyCanBeUsed() throws Exception {
    try (Wired wired = new Wired(Early.class)) {
      Early early = wired.get(Early.class);
      assertThatThrownBy(early::open)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ConnectionRegistry");
      wired.connect();
      assertThat(early.open()).isZero();
      Queue<Object> heard = new ConcurrentLinkedQueue<>();
      ListenerRegistration listener = early.events().listen(ConnectionOpened.class, heard::add);
      wired.events.fire(new ConnectionOpened(wired.connection()));
      await().until(() -> listener.handled() == 1);
      assertThat(heard).hasSize(1);

      wired.link.close();
      assertThat(wired.events.hasListeners(ConnectionOpened.class)).isFalse();
    }
  }
}
