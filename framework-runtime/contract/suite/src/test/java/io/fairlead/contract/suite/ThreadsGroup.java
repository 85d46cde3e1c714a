package io.fairlead.contract.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.contract.client.Frames;
import io.fairlead.contract.client.RawClient;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** In which surroundings an endpoint's methods are called. */
abstract class ThreadsGroup extends Group {

  private static final int MESSAGES = 300;

  ThreadsGroup(Supplier<Site> site) {
    super(site);
  }

  @Test
  @DisplayName("the context class loader is the application's in all callbacks")
  void loader() throws Exception {
    String tag = Site.tag("loader");
    try (RawClient client = site().open("/callbacks?id=" + tag)) {
      assertThat(client.send("loader").text()).isEqualTo("application");
      client.shake(1000, "");
    }
    site().awaitEvent("most " + tag);
    assertThat(site().events("loader open " + tag))
        .containsExactly("loader open " + tag + " application");
    assertThat(site().events("loader close " + tag))
        .containsExactly("loader close " + tag + " application");
  }

  @Test
  @DisplayName("callbacks of a connection come one after the other, in the messages' order")
  void serial() throws Exception {
    String tag = Site.tag("serial");
    try (RawClient client = site().open("/callbacks?id=" + tag)) {
      byte[][] all = new byte[MESSAGES][];
      for (int i = 0; i < MESSAGES; i++) {
        all[i] = Frames.text("m" + i);
      }
      client.send(Frames.join(all));
      for (int i = 0; i < MESSAGES; i++) {
        assertThat(client.text()).isEqualTo("m" + i + " 1");
      }
      client.shake(1000, "");
    }
    assertThat(site().awaitEvent("most " + tag)).isEqualTo("most " + tag + " 1");
  }
}
