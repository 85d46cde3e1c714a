package io.fairlead.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.connection.Connection;
import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.StateParticipant;
import io.fairlead.standalone.Fairlead;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a connection ends: it is cleaned up once, and its place is free again. */
class EndsOnceIT {

  private static final Map<String, AtomicInteger> CLOSES = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> TOLD = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> SAVED = new ConcurrentHashMap<>();

  private static Fairlead fairlead;

  @ServerEndpoint("/ends")
  public static class Ends {
    @OnOpen
    public void open(Session session) {
      CLOSES.put(Connection.of(session).id(), new AtomicInteger());
    }

    @OnMessage
    public void close(String text, Session session) throws IOException {
      session.close(new CloseReason(CloseCodes.NORMAL_CLOSURE, text));
    }

    @OnClose
    public void closed(Session session) {
      CLOSES.get(Connection.of(session).id()).incrementAndGet();
    }
  }

  /** Hears of the end, too. */
  private static final class Listening implements ConnectionListener {
    @Override
    public void onOpen(Connection connection) {
      TOLD.put(connection.id(), new AtomicInteger());
      SAVED.put(connection.id(), new AtomicInteger());
    }

    @Override
    public void onClose(Connection connection, CloseReason reason) {
      TOLD.get(connection.id()).incrementAndGet();
    }
  }

  /** Saves what is saved at most once. */
  private static final class Saving implements StateParticipant {
    @Override
    public CompletionStage<Optional<OutboundMessage>> commit(
        Connection connection, Instant deadline) {
      SAVED.get(connection.id()).incrementAndGet();
      return CompletableFuture.completedFuture(Optional.empty());
    }
  }

  /** The ways to end. */
  enum End {
    RESET {
      @Override
      void of(RawClient client) throws IOException {
        client.reset();
      }
    },
    NO_CLOSE_FRAME {
      @Override
      void of(RawClient client) throws IOException {
        client.close();
      }
    },
    CLOSE_FRAME_THEN_RESET {
      @Override
      void of(RawClient client) throws IOException {
        client.send(RawClient.close(1000)).reset();
      }
    },
    NO_CLOSE_FRAME_BACK {
      @Override
      void of(RawClient client) throws IOException {
        client.send(RawClient.text("bye")); // the server closes, and nobody answers
      }
    },
    BOTH_AT_ONCE {
      @Override
      void of(RawClient client) throws IOException {
        client.send(RawClient.join(RawClient.text("bye"), RawClient.close(1000)));
      }
    },
    BOTH_AND_RESET {
      @Override
      void of(RawClient client) throws IOException {
        client.send(RawClient.join(RawClient.text("bye"), RawClient.close(1000))).reset();
      }
    };

    abstract void of(RawClient client) throws IOException;
  }

  @BeforeAll
  static void start() throws Exception {
    fairlead =
        Fairlead.builder()
            .endpoint(Ends.class)
            .contribute(ConnectionListener.class, new Listening(), 0)
            .contribute(StateParticipant.class, new Saving(), 0)
            .set("fairlead.auth.mode", "none")
            .set("fairlead.outbound.close-timeout", "1s")
            .set("fairlead.limits.connections", "50") // places that leak would soon be missed
            .set("fairlead.limits.handshakes-per-second", "0")
            .port(0)
            .start();
  }

  @AfterAll
  static void stop() {
    fairlead.close();
  }

  @BeforeEach
  void forget() {
    CLOSES.clear();
    TOLD.clear();
    SAVED.clear();
  }

  @ParameterizedTest
  @EnumSource
  void isCleanedUpOnce(End end) throws Exception {
    isCleanedUpOnce(end, 60); // more than there are places
  }

  @ParameterizedTest
  @EnumSource
  @Tag("hostile")
  void isCleanedUpOnceEachOfMany(End end) throws Exception {
    isCleanedUpOnce(end, 200);
  }

  private static void isCleanedUpOnce(End end, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      if (fairlead.connections().size() >= 40) {
        await().until(() -> fairlead.connections().size() < 40);
      }
      try (RawClient client = connect()) {
        end.of(client);
        if (end == End.NO_CLOSE_FRAME_BACK && i % 100 != 0) {
          client.reset(); // some let the close timeout run
        } else if (end == End.NO_CLOSE_FRAME_BACK) {
          await().atMost(Duration.ofSeconds(20)).until(() -> fairlead.connections().size() == 0);
        }
      }
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> fairlead.connections().size() == 0);
    assertThat(CLOSES).hasSize(times);
    assertThat(CLOSES.values()).allMatch(count -> count.get() == 1);
    assertThat(TOLD.values()).hasSize(times).allMatch(count -> count.get() == 1);
    assertThat(SAVED.values()).hasSize(times).allMatch(count -> count.get() <= 1);
  }

  private static RawClient connect() throws IOException {
    return RawClient.connect(fairlead.port()).open("/ends");
  }
}
