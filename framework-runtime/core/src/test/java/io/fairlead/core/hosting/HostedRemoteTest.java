package io.fairlead.core.hosting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Identity;
import io.fairlead.core.transport.OutboundFrame;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The remotes of a hosted session, with the real queue and a transport completed by hand. */
class HostedRemoteTest {

  @ServerEndpoint("/x")
  public static class Silent {}

  private Harness harness;
  private Session session;
  private RemoteEndpoint.Basic basic;
  private RemoteEndpoint.Async async;

  @BeforeEach
  void start() throws Exception {
    harness =
        new Harness(
            Silent.class,
            Map.of(
                "fairlead.outbound.max-messages", "2", "fairlead.outbound.send-timeout", "300ms"));
    session = harness.open(Identity.of("ann")).hosted();
    basic = session.getBasicRemote();
    async = session.getAsyncRemote();
    harness.transport.automatic = false;
  }

  @AfterEach
  void stop() {
    harness.close();
  }

  private List<String> frames() {
    return harness.transport.written.stream().map(HostedRemoteTest::show).toList();
  }

  private static String show(OutboundFrame frame) {
    String payload = frame.message().isText() ? frame.message().text() : frame.size() + "B";
    String parts =
        frame.first() && frame.last() ? "" : frame.first() ? "[" : frame.last() ? "]" : "-";
    return frame.kind() + " " + payload + parts;
  }

  @Test
  void basicReturnsWhenQueuedAndAsyncIsDoneWhenWritten() throws Exception {
    basic.sendText("a");
    Future<Void> second = async.sendText("b");
    assertThat(frames()).containsExactly("TEXT a");
    assertThat(second.isDone()).isFalse();
    harness.transport.complete(null);
    assertThat(second.isDone()).isFalse();
    harness.transport.complete(null);
    second.get(1, TimeUnit.SECONDS);
  }

  @Test
  void basicWaitsForRoom() throws Exception {
    basic.sendText("a");
    basic.sendText("b");
    CompletableFuture<Void> third =
        CompletableFuture.runAsync(
            () -> {
              try {
                basic.sendText("c");
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThatThrownBy(() -> third.get(50, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    harness.transport.complete(null);
    third.get(5, TimeUnit.SECONDS);
  }

  @Test
  void basicGivesUpAfterSendTimeout() throws Exception {
    basic.sendText("a");
    basic.sendText("b");
    assertThatThrownBy(() -> basic.sendText("c")).isInstanceOf(IOException.class);
  }

  @Test
  void basicNeverWaitsOnEventLoop() throws Exception {
    basic.sendText("a");
    basic.sendText("b");
    harness.transport.onEventLoop = true;
    long before = System.nanoTime();
    assertThatThrownBy(() -> basic.sendText("c")).isInstanceOf(IOException.class);
    assertThat(System.nanoTime() - before).isLessThan(TimeUnit.MILLISECONDS.toNanos(250));
  }

  @Test
  void asyncFailsAtOnceWhereThereIsNoRoom() throws Exception {
    async.sendText("a");
    async.sendText("b");
    assertThatThrownBy(() -> async.sendText("c").get(1, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IOException.class);
    AtomicReference<Throwable> told = new AtomicReference<>();
    async.sendText("d", result -> told.set(result.getException()));
    await().untilAsserted(() -> assertThat(told.get()).isInstanceOf(IOException.class));
    assertThatThrownBy(() -> async.sendPing(ByteBuffer.allocate(1)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void asyncReportsItsSendTimeout() throws Exception {
    async.setSendTimeout(50);
    assertThat(async.getSendTimeout()).isEqualTo(50);
    AtomicReference<Throwable> told = new AtomicReference<>();
    async.sendText("a", result -> told.set(result.getException()));
    await().until(() -> told.get() != null);
    assertThat(told.get()).isInstanceOf(IOException.class).hasMessage("not written within 50 ms");
  }

  @Test
  void failureOfWriteReachesHandlerAndFuture() throws Exception {
    AtomicReference<Throwable> told = new AtomicReference<>();
    async.sendText("a", result -> told.set(result.getException()));
    Future<Void> behind = async.sendText("b");
    harness.transport.complete(new IOException("broken pipe"));
    await().untilAsserted(() -> assertThat(told.get()).hasMessage("broken pipe"));
    assertThatThrownBy(() -> behind.get(1, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void sendHandlerNeverRunsOnEventLoop() throws Exception {
    AtomicReference<Thread> ran = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    async.sendText(
        "a",
        result -> {
          ran.set(Thread.currentThread());
          done.countDown();
        });
    harness.transport.onEventLoop = true;
    harness.transport.complete(null);
    assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(ran.get()).isNotSameAs(Thread.currentThread());
  }

  @Test
  void wholeMessagesWaitForPartsAndControlFramesDoNot() throws Exception {
    harness.transport.automatic = true;
    basic.sendText("a", false);
    async.sendText("whole");
    basic.sendPing(ByteBuffer.allocate(3));
    assertThat(frames()).containsExactly("TEXT a[", "PING 3B");
    basic.sendText("b", true);
    assertThat(frames()).containsExactly("TEXT a[", "PING 3B", "TEXT b]", "TEXT whole");
  }

  @Test
  void onlyOneMessageIsSentInParts() throws Exception {
    harness.transport.automatic = true;
    basic.sendText("a", false);
    assertThatThrownBy(() -> basic.sendBinary(ByteBuffer.allocate(1), true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("another message is being sent in parts");
    try (Writer writer = basic.getSendWriter()) {
      writer.write("x");
      assertThatThrownBy(writer::flush).isInstanceOf(IllegalStateException.class);
      basic.sendText("b", true);
    }
    assertThat(frames()).containsExactly("TEXT a[", "TEXT b]", "TEXT x");
  }

  @Test
  void partThatFoundNoRoomCanBeSentAgain() throws Exception {
    basic.sendText("1");
    basic.sendText("2");
    assertThatThrownBy(() -> basic.sendText("a", false)).isInstanceOf(IOException.class);
    harness.transport.automatic = true;
    harness.transport.complete(null);
    basic.sendText("a", false);
    basic.sendText("b", true);
    assertThat(frames()).containsExactly("TEXT 1", "TEXT 2", "TEXT a[", "TEXT b]");
  }

  @Test
  void surrogatePairIsNeverTornBetweenParts() throws Exception {
    harness.transport.automatic = true;
    String smile = "😀";
    basic.sendText("a" + smile.charAt(0), false);
    basic.sendText(smile.charAt(1) + "b", true);
    assertThat(frames()).containsExactly("TEXT a[", "TEXT 😀b]");
  }

  @Test
  void streamsSendPartsAndTheLastAtClose() throws Exception {
    harness.transport.automatic = true;
    OutputStream stream = basic.getSendStream();
    stream.write(new byte[8192 + 1]);
    stream.close();
    stream.close();
    assertThatThrownBy(() -> stream.write(1)).isInstanceOf(IOException.class);
    Writer writer = basic.getSendWriter();
    writer.close();
    assertThat(frames()).containsExactly("BINARY 8192B[", "BINARY 1B]", "TEXT ");
  }

  @Test
  void closedSessionRefusesItsRemotesButClosesQuietlyAgain() throws Exception {
    session.close();
    assertThat(session.isOpen()).isFalse();
    assertThatThrownBy(session::getBasicRemote).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(session::getAsyncRemote).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> basic.sendText("late")).isInstanceOf(IOException.class);
    session.close();
    assertThat(session.getOpenSessions()).isEmpty();
  }

  @Test
  void closeWaitsForWhatIsQueued() throws Exception {
    async.sendText("a");
    async.sendText("b");
    session.close();
    assertThat(harness.transport.closed).isNull();
    harness.transport.complete(null);
    harness.transport.complete(null);
    assertThat(harness.transport.closed).isNotNull();
    assertThat(frames()).containsExactly("TEXT a", "TEXT b");
  }
}
