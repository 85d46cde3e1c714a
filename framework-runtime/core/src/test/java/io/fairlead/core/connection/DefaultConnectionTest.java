package io.fairlead.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.connection.ConnectionState;
import io.fairlead.api.connection.LossReason;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.SendOutcome;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.support.Admissions;
import io.fairlead.core.support.ManualTransport;
import io.fairlead.core.support.Queues;
import io.fairlead.core.transport.OutboundFrame;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DefaultConnectionTest {

  private static final CloseReason STOP = new CloseReason(CloseCodes.GOING_AWAY, "stop");

  private final DefaultConnectionRegistry registry = new DefaultConnectionRegistry();
  private final ManualTransport transport = new ManualTransport();

  private DefaultConnection open(String closeTimeout) {
    FairleadConfig config =
        FairleadConfig.of(
            Map.of(
                "fairlead.outbound.close-timeout",
                closeTimeout,
                "fairlead.outbound.send-timeout",
                "30s"));
    DefaultConnection connection =
        new ConnectionOpener(
                registry,
                config,
                MemoryBudget.of(config),
                WaitingRoom.UNBOUNDED,
                new Heartbeats(config),
                new ContributionRegistry(),
                Queues.timer())
            .open(
                Admissions.admitted(Identity.of("alice")),
                transport,
                new DefaultConnection.Target("/chat", Map.of(), null));
    connection.opened();
    return connection;
  }

  private static long in(long seconds) {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void closeTimeoutStartsWhenTheQueueIsWritten() {
    transport.automatic = false;
    DefaultConnection connection = open("1s");
    connection.send(OutboundMessage.text("slowly read"));

    connection.close(STOP);

    assertThat(connection.closesByItself()).isTrue();
    assertThat(connection.overdue(in(20))).isNull();
    assertThat(connection.overdue(in(31))).contains("fairlead.outbound.send-timeout");
    transport.complete(null);
    assertThat(transport.closed).isEqualTo(STOP);
    assertThat(connection.overdue(in(20))).contains("fairlead.outbound.close-timeout");
  }

  @Test
  void whatWaitsIsNotSentWhereTheRightToItHasEnded() {
    transport.automatic = false;
    transport.gathered = false;
    DefaultConnection connection = open("1s");
    connection.send(OutboundMessage.text("in flight"));
    SendOutcome waits = connection.send(OutboundMessage.text("waits"));
    connection.send(OutboundFrame.part(OutboundMessage.text("a part"), true, false));

    assertThat(connection.cutOff(STOP)).isTrue();
    assertThat(connection.cutOff(STOP)).isFalse();
    assertThat(waits.completion().toCompletableFuture()).isCompletedExceptionally();
    assertThat(connection.outbound().lost(LossReason.CLOSED)).isEqualTo(2);
    assertThat(connection.send(OutboundMessage.text("later")).accepted()).isFalse();
    assertThat(connection.overdue(in(2))).contains("fairlead.outbound.close-timeout");
    transport.complete(null);

    assertThat(transport.written).hasSize(1);
    assertThat(transport.closed).isEqualTo(STOP);
  }

  @Test
  void closeThatIsUnderWayGoesOnWithoutWhatWaits() {
    transport.automatic = false;
    transport.gathered = false;
    DefaultConnection connection = open("60s");
    connection.send(OutboundMessage.text("in flight"));
    connection.send(OutboundMessage.text("waits"));
    connection.close(STOP);

    assertThat(connection.cutOff(new CloseReason(CloseCodes.VIOLATED_POLICY, "no"))).isFalse();
    transport.complete(null);

    assertThat(transport.written).hasSize(1);
    assertThat(transport.closed).isEqualTo(STOP);
  }

  @Test
  void closeTimeoutStartsAtOnceWhereNothingIsQueued() {
    DefaultConnection connection = open("1s");
    assertThat(connection.overdue(in(20))).isNull();

    connection.close(STOP);

    assertThat(connection.overdue(in(20))).contains("fairlead.outbound.close-timeout");
  }

  @Test
  void openPartialMessageThatHoldsOthersBackDoesNotHoldUpTheClose() {
    transport.automatic = false;
    DefaultConnection connection = open("60s");
    connection.send(OutboundFrame.part(OutboundMessage.text("never ended"), true, false));
    connection.send(OutboundMessage.text("held back"));

    connection.close(STOP);
    assertThat(transport.closed).isNull();
    transport.complete(null);

    assertThat(transport.closed).isEqualTo(STOP);
    assertThat(connection.overdue(in(45))).isNull(); // what is held back overruns nothing any more
    assertThat(connection.overdue(in(61))).contains("fairlead.outbound.close-timeout");
  }

  @Test
  void openPartialMessageWithNothingInFlightClosesAtOnce() {
    DefaultConnection connection = open("60s");
    connection.send(OutboundFrame.part(OutboundMessage.text("never ended"), true, false));
    connection.send(OutboundMessage.text("held back"));

    connection.close(STOP);

    assertThat(transport.closed).isEqualTo(STOP);
  }

  @Test
  void connectionThatOpensWhileAllCloseIsClosedOnceItIsOpen() {
    registry.closeWith(() -> STOP);

    DefaultConnection connection = open("1s");

    assertThat(transport.closed).isEqualTo(STOP);
    assertThat(connection.state()).isEqualTo(ConnectionState.CLOSING);
    assertThat(connection.closesByItself()).isTrue();
  }

  @Test
  void sessionThatTheServerForgotIsOverdueSomeSecondsLater() {
    DefaultConnection connection = open("60s");
    assertThat(connection.overdue(in(100))).isNull();

    transport.gone = true;

    assertThat(connection.overdue(in(0))).isNull(); // the server may be about to tell
    assertThat(connection.overdue(in(2))).isNull();
    assertThat(connection.overdue(in(4))).contains("ended its session without a word");
  }

  @Test
  void forgottenSessionIsNotWaitedForUntilTheCloseTimeout() {
    DefaultConnection connection = open("60s");
    connection.close(STOP);
    transport.gone = true;

    assertThat(connection.overdue(in(0))).isNull();
    assertThat(connection.overdue(in(4))).contains("ended its session without a word");
  }

  @Test
  void sessionWhoseEndWasToldIsNotForgotten() {
    DefaultConnection connection = open("60s");
    transport.gone = true;
    connection.overdue(in(0));

    connection.ended(STOP);

    assertThat(connection.overdue(in(100))).isNull();
  }
}
