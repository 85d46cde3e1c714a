package io.fairlead.standalone.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.standalone.support.Client;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A server whose process may open no more files, so that nothing can be accepted. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class DescriptorsIT {

  private static final String MESSAGE = "no TCP connection can be accepted";

  @Test
  void waitsWithoutSpinningAndAcceptsAgainWhenDescriptorsAreFree() throws Exception {
    List<Attacker> waiting = new ArrayList<>();
    try (Victim victim = Victim.withFiles(256, "fairlead.server.worker-threads=8")) {
      victim.serves("/echo", 20);
      Gauges base = victim.gauges();
      try (Client old =
          Client.connect(URI.create("http://127.0.0.1:" + victim.port()), "/echo", "")) {
        assertThat(Integer.parseInt(victim.ask("hog"))).isPositive();
        for (int i = 0; i < 100; i++) {
          Attacker client = Attacker.connect(victim.port(), "127.0.0.1");
          client.send(Attacker.handshake("/echo"));
          waiting.add(client);
        }
        await().until(() -> victim.log().contains(MESSAGE));
        Duration before = victim.used();
        for (int i = 0; i < 20; i++) {
          old.send("still here " + i);
          assertThat(old.next()).isEqualTo("still here " + i);
          Thread.sleep(100);
        }
        assertThat(victim.used().minus(before))
            .as("of two seconds")
            .isLessThan(Duration.ofSeconds(1));
        assertThat(victim.log().lines().filter(line -> line.contains(MESSAGE)).count())
            .isLessThan(3);

        victim.ask("free");
        for (Attacker client : waiting) {
          client.readHead();
          client.send(Attacker.text("hello"));
          assertThat(client.frame().text()).isEqualTo("hello");
        }
      }
      victim.serves("/echo", 20);
      Attacker.resetAll(waiting);
      victim.recovers(base, 24);
    }
  }
}
