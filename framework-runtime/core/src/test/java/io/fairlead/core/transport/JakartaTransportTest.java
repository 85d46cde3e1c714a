package io.fairlead.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.connection.Overflow;
import io.fairlead.core.outbound.BoundedOutboundQueue;
import io.fairlead.core.support.Queues;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JakartaTransportTest {

  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<SendHandler> waiting = new AtomicReference<>();
  private final List<ByteBuffer> sent = Collections.synchronizedList(new ArrayList<>());
  private boolean synchronousServer;
  private volatile boolean open = true;
  private volatile boolean closeThrows;

  private final Session session =
      proxy(
          Session.class,
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "getAsyncRemote" -> proxy(RemoteEndpoint.Async.class, this::async);
                case "getBasicRemote" -> proxy(RemoteEndpoint.Basic.class, this::basic);
                case "close" -> close(arguments);
                case "isOpen" -> open;
                default -> throw new UnsupportedOperationException(method.getName());
              });

  private final JakartaTransport transport = new JakartaTransport(session, executor, executor);

  private Object close(Object[] arguments) throws IOException {
    calls.add("close " + ((CloseReason) arguments[0]).getCloseCode());
    if (closeThrows) {
      throw new IOException("on purpose");
    }
    return null;
  }

  private Object async(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
    calls.add(method.getName());
    note(arguments[0]);
    if (synchronousServer) {
      ((SendHandler) arguments[1]).onResult(new SendResult());
    } else {
      waiting.set((SendHandler) arguments[1]);
    }
    return null;
  }

  private Object basic(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
    calls.add(method.getName() + (arguments.length == 2 ? " last=" + arguments[1] : ""));
    note(arguments[0]);
    return null;
  }

  private void note(Object payload) {
    if (payload instanceof ByteBuffer bytes) {
      sent.add(bytes);
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private CompletableFuture<Thread> write(OutboundFrame frame) {
    CompletableFuture<Thread> done = new CompletableFuture<>();
    transport.write(
        List.of(frame),
        failure -> {
          if (failure == null) {
            done.complete(Thread.currentThread());
          } else {
            done.completeExceptionally(failure);
          }
        });
    return done;
  }

  @Test
  void tellsOfTheEndOnAnotherThreadThanTheServers() throws Exception {
    CompletableFuture<Thread> done = write(OutboundFrame.whole(OutboundMessage.text("a")));
    assertThat(done).isNotDone();
    waiting.get().onResult(new SendResult());
    assertThat(done.get(5, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
    assertThat(calls).containsExactly("sendText");
  }

  @Test
  void handsOnTheServersFailure() {
    CompletableFuture<Thread> done =
        write(OutboundFrame.whole(OutboundMessage.binary(new byte[1])));
    waiting.get().onResult(new SendResult(new IOException("gone")));
    assertThat(done)
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withMessageContaining("gone");
  }

  @Test
  void sendsPartsAndControlFramesByTheBlockingRemoteOffTheCallersThread() throws Exception {
    OutboundMessage text = OutboundMessage.text("a");
    for (OutboundFrame frame :
        List.of(
            OutboundFrame.part(text, true, false),
            OutboundFrame.part(text, false, true),
            OutboundFrame.part(OutboundMessage.binary(new byte[1]), true, false),
            OutboundFrame.ping(ByteBuffer.allocate(1)),
            OutboundFrame.pong(ByteBuffer.allocate(1)))) {
      assertThat(write(frame).get(5, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
    }
    assertThat(calls)
        .containsExactly(
            "sendText last=false",
            "sendText last=true",
            "sendBinary last=false",
            "sendPing",
            "sendPong");
  }

  /** A server that calls back inside the send must not make the stack grow. */
  @Test
  void longQueueDoesNotRecurse() throws Exception {
    BoundedOutboundQueue queue =
        Queues.of(
            transport, Queues.limits(100_001, 1 << 30, Overflow.REJECT, Duration.ofSeconds(30)));
    OutboundMessage message = OutboundMessage.text("a");
    CompletableFuture<Void> first =
        queue.offer(OutboundFrame.whole(message)).completion().toCompletableFuture();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      all.add(queue.offer(OutboundFrame.whole(message)).completion().toCompletableFuture());
    }
    synchronousServer = true;
    waiting.get().onResult(new SendResult());
    first.get(5, TimeUnit.SECONDS);
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
    assertThat(calls).hasSize(100_001);
  }

  @Test
  void serverGetsACopyThatItMayWriteTo() throws Exception {
    OutboundMessage message = OutboundMessage.binary(new byte[] {1, 2, 3});
    assertThat(message.payload().isReadOnly()).isTrue();

    CompletableFuture<Thread> whole = write(OutboundFrame.whole(message));
    waiting.get().onResult(new SendResult());
    whole.get(5, TimeUnit.SECONDS);
    write(OutboundFrame.part(message, true, false)).get(5, TimeUnit.SECONDS);
    write(OutboundFrame.ping(ByteBuffer.wrap(new byte[] {1, 2, 3}).asReadOnlyBuffer()))
        .get(5, TimeUnit.SECONDS);

    assertThat(sent).hasSize(3);
    for (ByteBuffer bytes : sent) {
      assertThat(bytes.hasArray()).isTrue();
      assertThat(bytes).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
      bytes.put(0, (byte) 9);
    }
    assertThat(message.payload().get(0)).isEqualTo((byte) 1);
  }

  @Test
  void isGoneOnceTheServersSessionIsNotOpen() {
    assertThat(transport.gone()).isFalse();
    open = false;
    assertThat(transport.gone()).isTrue();
  }

  @Test
  void leavesTheReasonToTheServerWhereAWriteFailed() throws Exception {
    transport.onDropped(reason -> calls.add("dropped " + reason.getCloseCode()));
    transport.writeFailed();
    executor.submit(() -> {}).get(5, TimeUnit.SECONDS);
    assertThat(calls).isEmpty();
    assertThat(transport.gone()).as("the watchdog ends it where the server does not").isTrue();
  }

  @Test
  void tellsOfTheDropBeforeTheServerCanSaySomethingElse() {
    transport.onDropped(reason -> calls.add("dropped " + reason.getCloseCode()));
    transport.terminate();
    await().until(() -> calls.size() == 2);
    assertThat(calls)
        .containsExactly(
            "dropped " + CloseCodes.CLOSED_ABNORMALLY, "close " + CloseCodes.UNEXPECTED_CONDITION);
  }

  @Test
  void tellsOfTheDropEvenWhereTheServersCloseThrows() throws Exception {
    closeThrows = true;
    assertThat(dropped().getCloseCode()).isEqualTo(CloseCodes.CLOSED_ABNORMALLY);
  }

  @Test
  void tellsOfTheDropEvenAfterTheThreadsHaveEnded() throws Exception {
    executor.shutdownNow();
    assertThat(dropped().getCloseCode()).isEqualTo(CloseCodes.CLOSED_ABNORMALLY);
  }

  private CloseReason dropped() throws Exception {
    CompletableFuture<CloseReason> told = new CompletableFuture<>();
    transport.onDropped(told::complete);
    transport.terminate();
    return told.get(5, TimeUnit.SECONDS);
  }
}
