package io.fairlead.plugins.auditlog;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.fairlead.testkit.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditWriterTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Runnable NOTHING = () -> {};

  private final GatedSink sink = new GatedSink();
  private final RecordedLogger logger = new RecordedLogger();
  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final ExecutorService resumer = Executors.newFixedThreadPool(2);

  @AfterEach
  void stopThreads() {
    resumer.shutdownNow();
  }

  private AuditWriter writer(Duration interval, boolean fsync, long bytes) {
    return new AuditWriter(
        sink,
        new AuditSettings(Path.of("unused"), false, interval, fsync, bytes),
        new FailureLog(logger, "audit.jsonl", clock),
        resumer);
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A line of 10 bytes. */
  private static byte[] ten(int number) {
    return line(String.format("line %4d", number));
  }

  @Test
  void writesAfterTheInterval() throws Exception {
    AuditWriter writer = writer(Duration.ofMillis(50), false, 4096);

    writer.append(line("one"), NOTHING);

    await().atMost(LONG).until(() -> sink.lines().equals(List.of("one")));
    assertThat(sink.forced()).isEqualTo(-1);
    writer.close(LONG);
  }

  @Test
  void waitsForTheIntervalUnlessHalfTheQueueIsFull() throws Exception {
    AuditWriter writer = writer(Duration.ofMinutes(5), false, 100);
    for (int i = 0; i < 4; i++) {
      writer.append(ten(i), NOTHING);
    }
    assertThat(sink.attempts()).isZero();

    writer.append(ten(4), NOTHING);

    await().atMost(LONG).until(() -> sink.lines().size() == 5);
    writer.close(LONG);
  }

  @Test
  void flushBringsAllThatWasAddedToTheDisk() throws Exception {
    AuditWriter writer = writer(Duration.ofMinutes(5), false, 1 << 20);
    for (int i = 0; i < 100; i++) {
      writer.append(ten(i), NOTHING);
    }

    writer.flush().get(60, SECONDS);

    assertThat(sink.lines()).hasSize(100);
    assertThat(sink.forced()).isEqualTo(1000);
    writer.close(LONG);
  }

  @Test
  void flushOfNothingWaitsForTheDiskToo() throws Exception {
    AuditWriter writer = writer(Duration.ZERO, false, 4096);
    writer.append(line("one"), NOTHING);
    await().atMost(LONG).until(() -> sink.lines().size() == 1);

    writer.flush().get(60, SECONDS);

    assertThat(sink.forced()).isEqualTo(4);
    writer.close(LONG);
  }

  @Test
  void fsyncWaitsForTheDiskAfterEveryBatch() throws Exception {
    AuditWriter writer = writer(Duration.ZERO, true, 4096);

    writer.append(line("one"), NOTHING);

    await().atMost(LONG).until(() -> sink.forced() == 4);
    writer.close(LONG);
  }

  @Test
  void fullQueueHoldsTheSenderUpAndLosesNothing() throws Exception {
    AuditWriter writer = writer(Duration.ZERO, false, 100);
    sink.shut();
    AtomicInteger resumed = new AtomicInteger();
    for (int i = 0; i < 25; i++) {
      writer.append(ten(i), resumed::incrementAndGet);
    }
    assertThat(resumed).hasValue(10);
    assertThat(writer.waiting()).isEqualTo(15);

    sink.open();

    await().atMost(LONG).untilAtomic(resumed, is(25));
    writer.close(LONG);
    assertThat(sink.lines()).hasSize(25).isSorted();
    assertThat(writer.lost()).isZero();
  }

  @Test
  void linesNobodyWaitsForAreBoundedWhileTheSinkHangs() throws Exception {
    AuditWriter writer = writer(Duration.ofMinutes(5), false, 100);
    sink.shut();
    for (int i = 0; i < 20; i++) {
      writer.append(ten(i));
    }
    assertThat(writer.waiting()).as("as many bytes again as the queue").isEqualTo(10);
    assertThat(writer.lost()).isZero();
    assertThat(logger.lines()).isEmpty();

    for (int i = 20; i < 1000; i++) {
      writer.append(ten(i));
    }

    assertThat(writer.waiting()).isEqualTo(10);
    assertThat(writer.lost()).isEqualTo(980);
    assertThat(logger.lines())
        .singleElement()
        .asString()
        .contains("audit.jsonl", "hangs", "1 lost lines");
    clock.advance(Duration.ofMinutes(1));
    writer.append(ten(1000));
    assertThat(logger.lines()).hasSize(2).last().asString().contains("981 lost lines");

    sink.open();
    writer.flush().get(60, SECONDS);
    assertThat(sink.lines()).hasSize(20).isSorted();
    sink.shut();
    for (int i = 0; i < 20; i++) {
      writer.append(ten(i));
    }
    assertThat(writer.lost()).as("the room is free again").isEqualTo(981);
    sink.open();
    writer.close(LONG);
    assertThat(sink.lines()).hasSize(40);
  }

  @Test
  void senderWhoWaitsIsNotLostWhereTheLinesOfOthersAre() throws Exception {
    AuditWriter writer = writer(Duration.ZERO, false, 100);
    sink.shut();
    for (int i = 0; i < 21; i++) {
      writer.append(ten(i));
    }
    assertThat(writer.lost()).isOne();
    AtomicInteger resumed = new AtomicInteger();

    writer.append(line("message"), resumed::incrementAndGet);

    assertThat(writer.lost()).isOne();
    assertThat(resumed).hasValue(0);
    sink.open();
    await().atMost(LONG).untilAtomic(resumed, is(1));
    writer.close(LONG);
    assertThat(sink.lines()).hasSize(21).last().isEqualTo("message");
  }

  @Test
  void flushCoversLinesThatWaitForRoom() throws Exception {
    AuditWriter writer = writer(Duration.ZERO, false, 20);
    sink.shut();
    for (int i = 0; i < 9; i++) {
      writer.append(ten(i), NOTHING);
    }
    CompletableFuture<Void> flush = writer.flush();
    assertThat(flush).isNotDone();

    sink.open();
    flush.get(60, SECONDS);

    assertThat(sink.lines()).hasSize(9);
    assertThat(sink.forced()).isEqualTo(90);
    writer.close(LONG);
  }

  @Test
  void lineLongerThanTheQueuePasses() throws Exception {
    AuditWriter writer = writer(Duration.ZERO, false, 16);

    writer.append(line("short"), NOTHING);
    writer.append(line("x".repeat(1000)), NOTHING);
    writer.append(line("after"), NOTHING);
    writer.close(LONG);

    assertThat(sink.lines()).containsExactly("short", "x".repeat(1000), "after");
  }

  @Test
  void resumedSenderThatBlocksDoesNotHoldUpTheWriting() throws Exception {
    AuditWriter writer = writer(Duration.ZERO, false, 10);
    CountDownLatch release = new CountDownLatch(1);
    sink.shut();
    writer.append(ten(0), NOTHING);
    for (int i = 1; i < 5; i++) {
      writer.append(ten(i), () -> uninterruptibly(release));
    }

    sink.open();

    await().atMost(LONG).until(() -> sink.lines().size() == 5);
    release.countDown();
    writer.close(LONG);
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void manySendersLoseNothingAndKeepTheirOrder() throws Exception {
    int senders = 8;
    int each = 3_000;
    AuditWriter writer = writer(Duration.ofMillis(1), false, 500);
    ExecutorService pool = Executors.newFixedThreadPool(senders);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < senders; i++) {
        String name = "sender" + i + " ";
        done.add(pool.submit(() -> send(writer, name, each)));
      }
      for (Future<?> one : done) {
        one.get(120, SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
    writer.close(LONG);

    List<String> lines = sink.lines();
    assertThat(lines).hasSize(senders * each);
    for (int i = 0; i < senders; i++) {
      String name = "sender" + i + " ";
      assertThat(lines.stream().filter(line -> line.startsWith(name)))
          .hasSize(each)
          .doesNotHaveDuplicates()
          .isSorted();
    }
    assertThat(writer.lost()).isZero();
  }

  /** As a connection does: the next message comes when the last one has gone on. */
  private static void send(AuditWriter writer, String name, int count) {
    Semaphore turn = new Semaphore(1);
    for (int i = 0; i < count; i++) {
      turn.acquireUninterruptibly();
      writer.append(line(name + String.format("%06d", i)), turn::release);
    }
  }

  @Test
  void closeWritesWhatIsLeftAndClosesTheSink() throws Exception {
    AuditWriter writer = writer(Duration.ofMinutes(5), false, 4096);
    for (int i = 0; i < 50; i++) {
      writer.append(ten(i), NOTHING);
    }

    writer.close(LONG);

    assertThat(sink.lines()).hasSize(50);
    assertThat(sink.forced()).isEqualTo(500);
    assertThat(sink.closed()).isTrue();
    assertThat(logger.lines()).isEmpty();
  }

  @Test
  void closeGivesUpOnStuckDiskAfterItsTime() throws Exception {
    AuditWriter writer = writer(Duration.ZERO, false, 4096);
    sink.shut();
    writer.append(line("stuck"), NOTHING);

    assertThatThrownBy(() -> writer.close(Duration.ofMillis(100)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("may be lost");

    sink.open();
    writer.close(LONG);
  }

  @Test
  void afterTheEndLinesAreCountedAndNobodyWaits() throws Exception {
    AuditWriter writer = writer(Duration.ZERO, false, 4096);
    writer.close(LONG);
    AtomicInteger resumed = new AtomicInteger();

    writer.append(line("late"), resumed::incrementAndGet);

    assertThat(resumed).hasValue(1);
    assertThat(writer.lost()).isOne();
    assertThatThrownBy(() -> writer.flush().get(60, SECONDS))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void linesInTheQueueOutliveFailure() throws Exception {
    AuditWriter writer = writer(Duration.ZERO, false, 4096);
    sink.fail(true);
    writer.append(line("one"), NOTHING);
    await().atMost(LONG).until(() -> logger.lines().size() == 1);
    writer.append(line("two"), NOTHING);

    sink.fail(false);

    await().atMost(LONG).until(() -> sink.lines().equals(List.of("one", "two")));
    writer.close(LONG);
    assertThat(writer.lost()).isZero();
    assertThat(logger.lines().get(0)).contains("audit.jsonl", "no space left");
    assertThat(logger.lines().get(1)).contains("again");
  }

  @Test
  void failingSinkHoldsUpNobodyAndCountsWhatIsLost() throws Exception {
    AuditWriter writer = writer(Duration.ZERO, false, 100);
    sink.fail(true);
    sink.shut();
    AtomicInteger resumed = new AtomicInteger();
    for (int i = 0; i < 15; i++) {
      writer.append(ten(i), resumed::incrementAndGet);
    }
    assertThat(resumed).hasValue(10);

    sink.open();
    await().atMost(LONG).untilAtomic(resumed, is(15));
    for (int i = 15; i < 20; i++) {
      writer.append(ten(i), resumed::incrementAndGet);
    }

    assertThat(resumed).as("at once").hasValue(20);
    assertThat(writer.lost()).isEqualTo(10);
    writer.close(LONG);
    assertThat(writer.lost()).isEqualTo(20);
    assertThat(logger.lines()).last().asString().contains("20 lines");
  }

  @Test
  void flushFailsWithTheCauseWhileTheSinkFails() throws Exception {
    AuditWriter writer = writer(Duration.ofMinutes(5), false, 4096);
    sink.fail(true);
    writer.append(line("one"), NOTHING);

    assertThatThrownBy(() -> writer.flush().get(60, SECONDS)).hasMessageContaining("no space left");
    assertThatThrownBy(() -> writer.flush().get(60, SECONDS)).hasMessageContaining("no space left");

    sink.fail(false);
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () -> {
              writer.flush().get(60, SECONDS);
              return true;
            });
    assertThat(sink.lines()).containsExactly("one");
    writer.close(LONG);
  }

  @Test
  void failureIsLoggedOncePerMinute() {
    FailureLog log = new FailureLog(logger, "f", clock);
    IOException cause = new IOException("full");

    log.failed(cause, 0);
    clock.advance(Duration.ofSeconds(59));
    log.failed(cause, 1);
    assertThat(logger.lines()).hasSize(1);

    clock.advance(Duration.ofSeconds(1));
    log.failed(cause, 7);
    assertThat(logger.lines()).hasSize(2).last().asString().contains("3 failures", "7 lost");
  }

  @Test
  void resumesHereWhereTheExecutorHasStopped() throws Exception {
    resumer.shutdownNow();
    assertThatThrownBy(() -> resumer.execute(NOTHING))
        .isInstanceOf(RejectedExecutionException.class);
    AuditWriter writer = writer(Duration.ZERO, false, 10);
    sink.shut();
    AtomicInteger resumed = new AtomicInteger();
    writer.append(ten(0), resumed::incrementAndGet);
    writer.append(ten(1), resumed::incrementAndGet);

    sink.open();
    writer.close(LONG);

    assertThat(resumed).hasValue(2);
    assertThat(sink.lines()).hasSize(2);
  }
}
