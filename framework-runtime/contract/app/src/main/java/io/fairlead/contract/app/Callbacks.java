package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Shows in which surroundings its methods are called, and that no two are at once. */
@ServerEndpoint(value = "/callbacks", configurator = FairleadConfigurator.class)
public class Callbacks extends Noted {

  private final AtomicInteger busy = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  @Override
  @OnOpen
  public void opened(Session session) {
    enter();
    super.opened(session);
    Events.note("loader open " + tag() + " " + loader());
    leave();
  }

  /** The message, and how many callbacks of this connection were ever at once. */
  @OnMessage
  public String take(String message) {
    enter();
    String answer = message.equals("loader") ? loader() : message + " " + most;
    leave();
    return answer;
  }

  @Override
  @OnClose
  public void closed(CloseReason reason) {
    enter();
    super.closed(reason);
    Events.note("loader close " + tag() + " " + loader());
    Events.note("most " + tag() + " " + most);
    leave();
  }

  private void enter() {
    most.accumulateAndGet(busy.incrementAndGet(), Math::max);
    LockSupport.parkNanos(50_000); // long enough for another thread to be seen here
  }

  private void leave() {
    busy.decrementAndGet();
  }

  /** Whether the thread's class loader is the application's. */
  private static String loader() {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try {
      boolean same = Class.forName(Callbacks.class.getName(), false, loader) == Callbacks.class;
      return same ? "application" : "another application's " + loader;
    } catch (ClassNotFoundException e) {
      return "not the application's " + loader;
    }
  }
}
