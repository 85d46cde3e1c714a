package io.fairlead.samples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fairlead.samples.benchmarks.Results.Measured;
import io.fairlead.samples.benchmarks.report.Reports;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The load against a real server, and against one that does not give back what it got. */
@Timeout(300)
class LoadIT {

  @BeforeEach
  void needsACompilerAndEpoll() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "Linux");
    assumeTrue(Toolchain.onPath("gcc"), "gcc");
  }

  @Test
  void echoAndFanOutAreMeasured(@TempDir Path out) throws IOException {
    assertThat(measured("echo-16k,fanout", Subject.FAIRLEAD_NON_BLOCKING, out)).hasSize(2);
  }

  @Test
  void burstsToATopicAreMeasuredInLanesToo(@TempDir Path out) throws IOException {
    assertThat(measured("topic-1,topic-10", Subject.FAIRLEAD_LANES, out)).hasSize(2);
  }

  /** The load itself sees to it that the good ones get everything, and that others do not. */
  @Test
  void goodClientsAreMeasuredWithAndWithoutThoseThatNeverRead(@TempDir Path out)
      throws IOException {
    Sample beside = measured("slow", Subject.FAIRLEAD, out).get(0).measured().get(0).median();
    assertThat(beside.alone()).isNotNull();
    assertThat(beside.alone().p99()).isGreaterThanOrEqualTo(beside.alone().p50()).isPositive();
  }

  @Test
  void handshakesWithANewTokenEachAreMeasured(@TempDir Path out) throws IOException {
    assertThat(measured("handshake", Subject.FAIRLEAD_FRESH_TOKEN, out)).hasSize(1);
  }

  /** One short round; that each case has figures is checked here. */
  private static List<Results.Outcome> measured(String cases, Subject subject, Path out)
      throws IOException {
    CommandLine line = Benchmarks.commandLine();
    int code =
        line.execute(
            "--cases",
            cases,
            "--subjects",
            subject.key(),
            "--rounds",
            "1",
            "--warm-ups",
            "0",
            "--seconds",
            "0.5",
            "--out",
            out.toString());

    assertThat(code).isZero();
    Results results = Reports.read(out.resolve("results.json"));
    assertThat(results.leftOut()).isEmpty();
    assertThat(results.cases())
        .allSatisfy(
            outcome -> {
              Measured ours = outcome.of(subject).orElseThrow();
              assertThat(ours.version()).startsWith("Fairlead");
              assertThat(ours.median().rate()).isPositive();
              assertThat(ours.median().p99()).isGreaterThanOrEqualTo(ours.median().p50());
            });
    return results.cases();
  }

  @Test
  void oneWrongByteEndsTheLoad() throws Exception {
    Answer flipped =
        payload -> {
          payload[100] ^= 1;
          return payload;
        };
    assertThat(loadAgainst(flipped)).contains("a message has wrong content, number (0)");
  }

  @Test
  void aMessageOutOfOrderEndsTheLoad() throws Exception {
    Answer otherNumber =
        payload -> {
          payload[15] = '1';
          return payload;
        };
    assertThat(loadAgainst(otherNumber)).contains("a message is wrong or out of order, number (0)");
  }

  @Test
  void aMessageOutOfOrderInItsLaneEndsTheLoad() throws Exception {
    Answer nextOfTheLane =
        payload -> {
          payload[15] = '3';
          return payload;
        };
    assertThat(loadAgainst(nextOfTheLane, "fanout", "--lanes", "3"))
        .contains("a message is wrong or out of order, number (0)");
  }

  @Test
  void aShortMessageEndsTheLoad() throws Exception {
    assertThat(loadAgainst(payload -> java.util.Arrays.copyOf(payload, 120)))
        .contains("a message is too short, number (0)");
  }

  private interface Answer {
    byte[] to(byte[] payload);
  }

  /** What the load says of a server that answers the first message so. */
  private static String loadAgainst(Answer answer) throws Exception {
    return loadAgainst(answer, "echo");
  }

  private static String loadAgainst(Answer answer, String... options) throws Exception {
    Path load = Toolchain.build(Benchmarks.module(), false).load();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Void> serving = CompletableFuture.runAsync(() -> serveOne(server, answer));
      List<String> command = new ArrayList<>(List.of(load.toString()));
      command.addAll(List.of(options));
      command.addAll(List.of("--connections", "1", "--seconds", "5"));
      command.addAll(List.of("--port", String.valueOf(server.getLocalPort())));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isEqualTo(1);
      serving.join();
      return said;
    }
  }

  private static void serveOne(ServerSocket server, Answer answer) {
    try (Socket socket = server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      out.write(
          ("HTTP/1.1 101 Switching Protocols\r\n"
                  + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      assertThat(in.readUnsignedShort()).isEqualTo(0x81fe); // one masked text of up to 64 KiB
      byte[] payload = new byte[in.readUnsignedShort()];
      byte[] key = in.readNBytes(4);
      assertThat(key).doesNotContain(0);
      in.readFully(payload);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= key[i & 3];
      }
      byte[] answered = answer.to(payload);
      out.write(frame(answered));
      assertThat(in.read()).isEqualTo(-1); // the load has gone
    } catch (IOException gone) {
      // a reset is as good an end
    }
  }

  private static byte[] frame(byte[] payload) {
    boolean wide = payload.length > 125;
    byte[] frame = new byte[payload.length + (wide ? 4 : 2)];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (wide ? 126 : payload.length);
    if (wide) {
      frame[2] = (byte) (payload.length >> 8);
      frame[3] = (byte) payload.length;
    }
    System.arraycopy(payload, 0, frame, wide ? 4 : 2, payload.length);
    return frame;
  }
}
