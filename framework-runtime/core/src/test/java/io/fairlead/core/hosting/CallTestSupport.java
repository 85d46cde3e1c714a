package io.fairlead.core.hosting;

import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Calls with nothing behind them. */
final class CallTestSupport {

  private CallTestSupport() {}

  static Call call(Object subject) {
    return new Call(nothing(Session.class), nothing(EndpointConfig.class), Map.of(), subject, true);
  }

  private static <T> T nothing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }
}
