package io.fairlead.standalone.tyrus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EngineReaderTest {

  /** Fails when a new version of Tyrus renames it: then connections keep their longest message. */
  @Test
  void readHandlerOfTyrusStillHasTheBufferThatIsTakenAway() throws Exception {
    Class<?> type =
        Arrays.stream(
                Class.forName("org.glassfish.tyrus.core.TyrusWebSocketEngine").getDeclaredClasses())
            .filter(each -> each.getSimpleName().equals("TyrusReadHandler"))
            .findFirst()
            .orElseThrow();

    assertThat(type.getDeclaredField("buffer").getType()).isEqualTo(java.nio.ByteBuffer.class);
    assertThat(EngineReader.find(type)).isNotNull();
  }
}
