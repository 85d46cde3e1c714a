package io.fairlead.standalone.hostile;

import io.fairlead.api.connection.InboundMessage;
import io.fairlead.api.connection.InboundMessage.Kind;
import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.standalone.Fairlead;
import io.fairlead.standalone.support.Client;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The whole runtime, which answers questions on standard input. */
public final class VictimMain {

  private VictimMain() {}

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "held");
            thread.setDaemon(true);
            return thread;
          });

  private static void pass(InboundMessage message, Chain chain) {
    if (message.kind() == Kind.TEXT && message.text().startsWith(Endpoints.HELD)) {
      TIMER.schedule(() -> chain.proceed(), 30, TimeUnit.MILLISECONDS);
    } else {
      chain.proceed();
    }
  }

  /** Takes settings as {@code key=value}; prints READY and the port. */
  public static void main(String[] args) throws Exception {
    Fairlead.Builder builder =
        Fairlead.builder()
            .set("fairlead.auth.mode", "none")
            .contribute(InboundHandler.class, VictimMain::pass, 0)
            .port(0);
    Endpoints.HOSTED.forEach(builder::endpoint);
    Callbacks.HOSTED.forEach(builder::endpoint);
    for (String setting : args) {
      String[] parts = setting.split("=", 2);
      builder.set(parts[0], parts[1]);
    }
    try (Fairlead fairlead = builder.start()) {
      Client.connect(fairlead.uri(), "/deploy", "").close();
      System.out.println("> READY " + fairlead.port());
      answer(fairlead);
    }
  }

  private static void answer(Fairlead fairlead) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      switch (line) {
        case "gauges" ->
            System.out.println(
                "> " + Gauges.here(fairlead.connections().size(), Endpoints.SESSIONS.get()).line());
        case "plugins" -> System.out.println("> " + plugins(fairlead));
        case "writes" -> System.out.println("> " + Writes.line());
        case "journal" -> System.out.println("> " + String.join(",", Callbacks.JOURNAL));
        case "forget" -> {
          Callbacks.JOURNAL.clear();
          System.out.println("> done");
        }
        case "hog" -> System.out.println("> " + Descriptors.takeAll());
        case "free" -> System.out.println("> " + Descriptors.giveBack());
        default -> System.out.println("> what?");
      }
    }
  }

  /** Each as id, version, status and message. */
  private static String plugins(Fairlead fairlead) {
    return fairlead.plugins().stream()
        .map(
            each ->
                (each.descriptor() == null
                        ? each.jar().getFileName() + " -"
                        : each.descriptor().id() + " " + each.descriptor().version())
                    + (" " + each.status() + " " + each.message()).replace('\n', ' '))
        .collect(Collectors.joining("; "));
  }
}
