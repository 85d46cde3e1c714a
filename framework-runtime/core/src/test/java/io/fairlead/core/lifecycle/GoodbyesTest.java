package io.fairlead.core.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.core.config.FairleadConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoodbyesTest {

  private static final CloseReason STOP =
      new CloseReason(CloseCodes.GOING_AWAY, "the server is stopping");
  private static final Pattern DELAY = Pattern.compile("; retry-after-ms=(\\d+)$");

  private static Goodbyes goodbyes(int clients, Map<String, String> settings) {
    return new Goodbyes(FairleadConfig.of(settings), STOP, clients);
  }

  private static long delay(CloseReason reason) {
    Matcher matcher = DELAY.matcher(reason.getReasonPhrase());
    assertThat(matcher.find()).as(reason.getReasonPhrase()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /** More clients than milliseconds, too: then the time is stretched. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000, 10_000, 45_000})
  void everyClientHasADelayOfItsOwnSpreadOverTheTime(int clients) {
    Goodbyes goodbyes = goodbyes(clients, Map.of());
    long spread = Math.max(30_000, clients);
    Set<Long> delays = new HashSet<>();
    int[] quarters = new int[4];
    for (int i = 0; i < clients; i++) {
      long delay = delay(goodbyes.get());
      assertThat(delay).isBetween(1_000L, 999 + spread);
      delays.add(delay);
      quarters[(int) ((delay - 1_000) * 4 / spread)]++;
    }
    assertThat(delays).hasSize(clients);
    if (clients >= 1_000) {
      for (int quarter : quarters) {
        assertThat(quarter).isBetween(clients / 4 - 1, clients / 4 + 1);
      }
    }
  }

  @Test
  void whoComesMeanwhileGetsALaterOne() {
    Goodbyes goodbyes = goodbyes(1, Map.of());
    goodbyes.get();

    assertThat(delay(goodbyes.get())).isEqualTo(31_000);
    assertThat(delay(goodbyes.get())).isEqualTo(31_001);
  }

  @Test
  void restartIs1012AndStopWhatTheCallerSays() {
    assertThat(goodbyes(1, Map.of()).get().getCloseCode()).isEqualTo(CloseCodes.GOING_AWAY);
    CloseReason restart = goodbyes(1, Map.of("fairlead.drain.mode", "restart")).get();

    assertThat(restart.getCloseCode().getCode()).isEqualTo(1012);
    assertThat(restart.getReasonPhrase()).startsWith("the server is restarting; retry-after-ms=");
  }

  @Test
  void noSpreadMeansNoDelay() {
    CloseReason reason = goodbyes(5, Map.of("fairlead.drain.reconnect-spread", "0s")).get();

    assertThat(reason.getReasonPhrase()).isEqualTo("the server is stopping");
  }

  @Test
  void longPhraseLeavesRoomForTheDelay() {
    CloseReason talkative = new CloseReason(CloseCodes.GOING_AWAY, "x".repeat(123));
    CloseReason reason = new Goodbyes(FairleadConfig.of(Map.of()), talkative, 1).get();

    assertThat(reason.getReasonPhrase().length()).isLessThanOrEqualTo(123);
    assertThat(delay(reason)).isPositive();
  }
}
