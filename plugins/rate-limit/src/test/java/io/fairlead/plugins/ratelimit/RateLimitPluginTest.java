package io.fairlead.plugins.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.ConnectionState;
import io.fairlead.api.plugin.Chain;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.InactivePluginException;
import io.fairlead.api.plugin.InboundHandler;
import io.fairlead.api.plugin.Plugin;
import io.fairlead.api.plugin.PluginConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.testkit.PluginHarness;
import io.fairlead.testkit.RecordedConnection;
import io.fairlead.testkit.TestHandshake;
import io.fairlead.testkit.TestNetwork;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateLimitPluginTest {

  private static PluginHarness start(String... keysAndValues) throws Exception {
    PluginHarness.Builder builder = PluginHarness.of(new RateLimitPlugin()).id("rate-limit");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      builder.config(keysAndValues[i], keysAndValues[i + 1]);
    }
    return builder.start();
  }

  private static RateLimiter limiter(PluginHarness harness) {
    return (RateLimiter) harness.contributions(InboundHandler.class).get(0);
  }

  private static RecordedConnection anonymousFrom(PluginHarness harness, String address) {
    return harness.connect(
        TestHandshake.to("/test").network(TestNetwork.from(address)).build(), Identity.ANONYMOUS);
  }

  @Test
  void closesWith1008AndTheReasonBeyondTheBurst() throws Exception {
    try (PluginHarness harness = start("messages-per-second", "1", "burst", "2")) {
      RecordedConnection connection = harness.connect();

      connection.clientSends("one").clientSends("two").clientSends("three").clientSends("four");

      assertThat(connection.endpointTexts()).containsExactly("one", "two");
      CloseReason reason = connection.closeReason().orElseThrow();
      assertThat(reason.getCloseCode()).isEqualTo(CloseCodes.VIOLATED_POLICY);
      assertThat(reason.getReasonPhrase())
          .isEqualTo("rate limit: more than 1 messages per second on this connection");
      assertThat(limiter(harness).closed()).isOne();
    }
  }

  @Test
  void longestReasonFitsIntoCloseFrame() {
    Limits largest = new Limits(Limits.MAX, 1, Limits.MAX, 1);
    String limit = new Allowance(largest, () -> 0).take(2, 0);

    String reason = "rate limit: more than " + limit + " on this connection";

    assertThat(reason.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(123);
  }

  @Test
  void passesAgainAfterTheClockMovedOn() throws Exception {
    try (PluginHarness harness =
        start("messages-per-second", "2", "burst", "2", "action", "drop")) {
      RecordedConnection connection = harness.connect();
      connection.clientSends("a").clientSends("b").clientSends("lost");

      harness.clock().advance(Duration.ofMillis(500));
      connection.clientSends("c").clientSends("lost too");

      assertThat(connection.endpointTexts()).containsExactly("a", "b", "c");
      assertThat(connection.closeReason()).isEmpty();
      assertThat(limiter(harness).dropped()).isEqualTo(2);
    }
  }

  @Test
  void burstIsTwiceTheRateUnlessSet() throws Exception {
    try (PluginHarness harness = start("messages-per-second", "3", "action", "drop")) {
      RecordedConnection connection = harness.connect();

      for (int i = 0; i < 20; i++) {
        connection.clientSends("m" + i);
      }

      assertThat(connection.endpointTexts()).hasSize(6);
    }
  }

  @Test
  void principalsLimitHoldsOverAllItsConnectionsAndOnlyThere() throws Exception {
    try (PluginHarness harness =
        start("principal-messages-per-second", "1", "principal-burst", "3", "action", "drop")) {
      RecordedConnection first = harness.connect(Identity.of("alice"));
      RecordedConnection second = harness.connect(Identity.of("alice"));
      RecordedConnection other = harness.connect(Identity.of("bob"));

      first.clientSends("1").clientSends("2");
      second.clientSends("3").clientSends("4");
      other.clientSends("5");

      assertThat(first.endpointTexts()).containsExactly("1", "2");
      assertThat(second.endpointTexts()).containsExactly("3");
      assertThat(other.endpointTexts()).containsExactly("5");
    }
  }

  @Test
  void closeForPrincipalsLimitSaysSo() throws Exception {
    try (PluginHarness harness =
        start("principal-messages-per-second", "7", "principal-burst", "1")) {
      RecordedConnection connection = harness.connect();

      connection.clientSends("1").clientSends("2");

      assertThat(connection.closeReason().orElseThrow().getReasonPhrase())
          .isEqualTo("rate limit: more than 7 messages per second of this client");
    }
  }

  @Test
  void refusalByPrincipalCostsTheConnectionNothing() throws Exception {
    try (PluginHarness harness =
        start(
            "messages-per-second",
            "1",
            "burst",
            "2",
            "principal-messages-per-second",
            "1000",
            "principal-burst",
            "1",
            "action",
            "drop")) {
      RecordedConnection connection = harness.connect();
      connection.clientSends("1").clientSends("refused");

      harness.clock().advance(Duration.ofMillis(1));
      connection.clientSends("2");

      assertThat(connection.endpointTexts()).containsExactly("1", "2");
    }
  }

  @Test
  void reconnectingDoesNotResetPrincipalsLimit() throws Exception {
    try (PluginHarness harness =
        start("principal-messages-per-second", "1", "principal-burst", "2", "action", "drop")) {
      RecordedConnection first = harness.connect();
      first.clientSends("1").clientSends("2");
      first.clientCloses(CloseCodes.NORMAL_CLOSURE);

      RecordedConnection second = harness.connect();
      second.clientSends("3");
      assertThat(second.endpointTexts()).isEmpty();

      harness.clock().advance(Duration.ofSeconds(1));
      second.clientSends("4");
      assertThat(second.endpointTexts()).containsExactly("4");
    }
  }

  @Test
  void anonymousClientsAreLimitedByAddress() throws Exception {
    try (PluginHarness harness =
        start("principal-messages-per-second", "1", "principal-burst", "1", "action", "drop")) {
      RecordedConnection first = anonymousFrom(harness, "198.51.100.1");
      RecordedConnection same = anonymousFrom(harness, "198.51.100.1");
      RecordedConnection other = anonymousFrom(harness, "198.51.100.2");

      first.clientSends("1");
      same.clientSends("2");
      other.clientSends("3");

      assertThat(same.endpointTexts()).isEmpty();
      assertThat(other.endpointTexts()).containsExactly("3");
    }
  }

  @Test
  void anonymousClientsOfOneIpv6NetworkShareTheLimit() throws Exception {
    try (PluginHarness harness =
        start("principal-messages-per-second", "1", "principal-burst", "1", "action", "drop")) {
      anonymousFrom(harness, "2001:db8:0:1::1").clientSends("1");
      RecordedConnection same = anonymousFrom(harness, "2001:db8:0:1:ffff::2");
      RecordedConnection other = anonymousFrom(harness, "2001:db8:0:2::1");

      same.clientSends("2");
      other.clientSends("3");

      assertThat(same.endpointTexts()).isEmpty();
      assertThat(other.endpointTexts()).containsExactly("3");
    }
  }

  @Test
  void anonymousClientWithoutAddressHasOnlyTheConnectionsLimit() throws Exception {
    try (PluginHarness harness = start("burst", "2", "principal-burst", "1", "action", "drop")) {
      RecordedConnection connection =
          harness.connect(
              TestHandshake.to("/test").network(TestNetwork.withoutAddress()).build(),
              Identity.ANONYMOUS);

      connection.clientSends("1").clientSends("2").clientSends("3");

      assertThat(connection.endpointTexts()).containsExactly("1", "2");
    }
  }

  @Test
  void limitsBytes() throws Exception {
    try (PluginHarness harness =
        start("bytes-per-second", "10", "byte-burst", "10", "action", "drop")) {
      RecordedConnection connection = harness.connect();

      connection.clientSends(ByteBuffer.allocate(6)).clientSends("123456").clientSends("1234");

      assertThat(connection.endpointMessages()).hasSize(2);
      assertThat(connection.endpointTexts()).containsExactly("1234");
    }
  }

  @Test
  void messageInPartsCountsOnce() throws Exception {
    try (PluginHarness harness = start("burst", "2", "action", "drop")) {
      RecordedConnection connection = harness.connect();
      assertThat(limiter(harness).acceptsParts()).isTrue();

      assertThat(offer(harness, connection, "a", false)).isEqualTo("proceed");
      assertThat(offer(harness, connection, "b", false)).isEqualTo("proceed");
      assertThat(offer(harness, connection, "c", true)).isEqualTo("proceed");
      assertThat(offer(harness, connection, "second", true)).isEqualTo("proceed");
      assertThat(offer(harness, connection, "third", true)).isEqualTo("consume");
    }
  }

  @Test
  void messageInPartsIsDroppedWhole() throws Exception {
    try (PluginHarness harness =
        start("messages-per-second", "1", "burst", "1", "action", "drop")) {
      RecordedConnection connection = harness.connect();
      offer(harness, connection, "first", true);

      assertThat(offer(harness, connection, "a", false)).isEqualTo("consume");
      harness.clock().advance(Duration.ofSeconds(1));
      assertThat(offer(harness, connection, "b", false)).isEqualTo("consume");
      assertThat(offer(harness, connection, "c", true)).isEqualTo("consume");
      assertThat(offer(harness, connection, "next", true)).isEqualTo("proceed");
      assertThat(limiter(harness).dropped()).isOne();
    }
  }

  @Test
  void messageWhoseTailPassesTheByteLimitClosesEvenWhereDropIsAsked() throws Exception {
    try (PluginHarness harness =
        start("bytes-per-second", "5", "byte-burst", "5", "action", "drop")) {
      RecordedConnection connection = harness.connect();

      assertThat(offer(harness, connection, "12345", false)).isEqualTo("proceed");
      assertThat(offer(harness, connection, "6", false)).isEqualTo("consume");

      assertThat(connection.closeReason().orElseThrow().getCloseCode())
          .isEqualTo(CloseCodes.VIOLATED_POLICY);
    }
  }

  private static String offer(
      PluginHarness harness, RecordedConnection connection, String text, boolean last) {
    RecordingChain chain = new RecordingChain();
    limiter(harness).onMessage(new Part(connection, text, last), chain);
    return chain.decision();
  }

  @Test
  void closingFreesAllState() throws Exception {
    try (PluginHarness harness = start()) {
      for (int i = 0; i < 50; i++) {
        RecordedConnection connection = harness.connect(Identity.of("user" + i));
        connection.clientSends("hello");
        harness.clock().advance(Duration.ofSeconds(1));
        connection.clientCloses(CloseCodes.GOING_AWAY);
      }

      assertThat(limiter(harness).connectionsHeld()).isZero();
      assertThat(limiter(harness).principalsHeld()).isZero();
    }
  }

  @Test
  void sweepFreesConnectionWhoseCloseWasNotHeard() throws Exception {
    try (PluginHarness harness = start()) {
      RecordedConnection connection = harness.connect();
      RateLimiter deaf =
          new RateLimiter(
              RateLimitSettings.read(FairleadConfig.of(Map.of()).plugin("rate-limit")),
              () -> 0,
              System.getLogger("test"));
      deaf.onMessage(new Part(connection, "unannounced", true), new RecordingChain());
      deaf.sweep();
      assertThat(deaf.connectionsHeld()).as("it is open").isOne();

      connection.clientCloses(CloseCodes.NORMAL_CLOSURE);
      deaf.sweep();

      assertThat(deaf.connectionsHeld()).isZero();
    }
  }

  @Test
  void messagesSentBeforeTheCloseAreDeliveredAfterItWithinTheSameLimit() throws Exception {
    List<Chain> held = new ArrayList<>();
    Plugin withSlowHandler =
        context -> {
          new RateLimitPlugin().start(context);
          InboundHandler slow =
              (message, chain) -> {
                if (message.text().equals("slow")) {
                  held.add(chain);
                } else {
                  chain.proceed();
                }
              };
          context.contributions().add(InboundHandler.class, slow);
        };
    try (PluginHarness harness =
        PluginHarness.of(withSlowHandler)
            .id("rate-limit")
            .config("burst", "2")
            .config("action", "drop")
            .start()) {
      RecordedConnection connection = harness.connect();
      connection.clientSends("slow").clientSends("queued").clientSends("too many");
      connection.clientCloses(CloseCodes.NORMAL_CLOSURE);
      assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
      assertThat(connection.endpointTexts()).isEmpty();
      limiter(harness).sweep();
      assertThat(limiter(harness).connectionsHeld()).as("its close is not told yet").isOne();

      held.get(0).proceed();

      await().until(() -> limiter(harness).connectionsHeld() == 0);
      assertThat(connection.endpointTexts()).containsExactly("slow", "queued");
      assertThat(limiter(harness).dropped()).isOne();
    }
  }

  @Test
  void messageAfterTheCloseWasToldLeavesNothingBehindForLong() throws Exception {
    try (PluginHarness harness = start()) {
      RecordedConnection connection = harness.connect();
      connection.clientCloses(CloseCodes.NORMAL_CLOSURE);
      assertThat(limiter(harness).connectionsHeld()).isZero();

      assertThat(offer(harness, connection, "late", true)).isEqualTo("proceed");
      limiter(harness).sweep();

      assertThat(limiter(harness).connectionsHeld()).isZero();
    }
  }

  @Test
  void standsFirstInTheChain() throws Exception {
    try (PluginHarness harness = start()) {
      assertThat(harness.contributions(InboundHandler.class)).hasSize(1);
      assertThat(harness.contributions(ConnectionListener.class)).hasSize(1);
      assertThat(RateLimitPlugin.ORDER).isNegative();
    }
  }

  @Test
  void isInactiveWhereEveryRateIsOff() {
    assertThatThrownBy(
            () ->
                start(
                    "messages-per-second", "0",
                    "bytes-per-second", "0",
                    "principal-messages-per-second", "0",
                    "principal-bytes-per-second", "0"))
        .isInstanceOf(InactivePluginException.class)
        .hasMessageContaining("fairlead.plugins.rate-limit.messages-per-second");
  }

  @Test
  void refusesUnknownKeyAndBadValues() {
    assertThatThrownBy(() -> start("mesages-per-second", "5"))
        .isInstanceOf(PluginConfigException.class)
        .hasMessageContaining("fairlead.plugins.rate-limit.mesages-per-second");
    assertThatThrownBy(() -> start("burst", "0"))
        .isInstanceOf(PluginConfigException.class)
        .hasMessageContaining("fairlead.plugins.rate-limit.burst");
    assertThatThrownBy(() -> start("action", "delay"))
        .isInstanceOf(PluginConfigException.class)
        .hasMessageContaining("close, drop");
  }
}
