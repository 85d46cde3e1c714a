package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.contract.client.RawClient;
import io.fairlead.contract.client.Response;
import io.fairlead.contract.client.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The limits that hold before the upgrade; the application allows each user so many. */
abstract class LimitsGroup extends Group {

  private static final int OF_USER = 100;

  LimitsGroup(Supplier<Site> site) {
    super(site);
  }

  private Response handshake(String path, String user) throws IOException {
    return site().handshake(path, Site.bearer(Tokens.of(user)));
  }

  private void full(String user) throws IOException {
    String tag = Site.tag("full");
    Response response = handshake("/echo?id=" + tag, user);
    assertThat(response.status()).isEqualTo(429);
    assertThat(Integer.parseInt(response.header("Retry-After"))).isBetween(5, 15);
    site().settle();
    assertThat(site().events("open " + tag)).isEmpty();
  }

  @Test
  @DisplayName(
      "a user with all places taken: 429 with Retry-After; others come in; places come back")
  void placesOfUser() throws Exception {
    String user = Site.tag("crowd");
    Deque<RawClient> crowd = new ArrayDeque<>();
    try {
      for (int i = 0; i < OF_USER; i++) {
        crowd.add(site().open("/echo", Tokens.of(user)));
      }
      full(user);
      site().open("/echo", Tokens.of(Site.tag("other"))).shake(1000, "");

      for (int i = 0; i < 10; i++) {
        crowd.remove().shake(1000, "");
      }
      for (int i = 0; i < 10; i++) {
        await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptionsInstanceOf(IOException.class) // its place is not back yet
            .until(() -> crowd.add(site().open("/echo", Tokens.of(user))));
      }
      full(user);
    } finally {
      for (RawClient client : crowd) {
        client.close();
      }
    }
  }

  @Test
  @DisplayName("refused handshakes take no place of their user")
  void refusedTakeNoPlace() throws Exception {
    String user = Site.tag("refused");
    for (int i = 0; i < 2 * OF_USER; i++) {
      assertThat(handshake("/nowhere", user).status()).isEqualTo(404);
    }
    site().open("/echo", Tokens.of(user)).shake(1000, "");
  }
}
