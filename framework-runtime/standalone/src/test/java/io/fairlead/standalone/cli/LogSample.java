package io.fairlead.standalone.cli;

import io.fairlead.core.config.FairleadConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.slf4j.LoggerFactory;

/** In a process of its own: logs in every way that our libraries do. */
final class LogSample {

  private LogSample() {}

  public static void main(String[] args) {
    LogSetup.early();
    Map<String, String> values = new HashMap<>();
    for (String arg : args) {
      values.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
    LogSetup.apply(FairleadConfig.of(values), false, Boolean.getBoolean("test.color"));
    Logger log = LogManager.getLogger("io.fairlead.sample.Pipeline");
    log.info("plain line");
    try (var context =
        CloseableThreadContext.put("connection", "c-1")
            .put("request", "r-1")
            .put("principal", "alice\nbob")
            .put("plugin", "geo")) {
      log.info("with context");
    }
    log.warn("two\nlines", new IllegalStateException("outer", new RuntimeException("inner")));
    log.debug("detail");
    System.getLogger("by.system.Logger").log(System.Logger.Level.INFO, "from System.Logger");
    java.util.logging.Logger.getLogger("by.jul.Logger").log(Level.INFO, "from JUL {0}", 7);
    LoggerFactory.getLogger("by.slf4j.Logger").info("from SLF4J {}", 7);
    java.util.logging.Logger tyrus =
        java.util.logging.Logger.getLogger("org.glassfish.tyrus.core.TyrusServerEndpoint");
    tyrus.info("tyrus chat");
    tyrus.warning("tyrus warning");
    LoggerFactory.getLogger("org.jboss.weld.Bootstrap").info("weld chat");
    LoggerFactory.getLogger("io.netty.util.Thing").info("netty chat");
  }
}
