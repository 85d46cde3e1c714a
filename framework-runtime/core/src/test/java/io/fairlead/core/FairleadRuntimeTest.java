package io.fairlead.core;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fairlead.core.config.ConfigException;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.executor.CallbackExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FairleadRuntimeTest {

  @Test
  void oneThatCannotBePutTogetherLeavesNoThreads() {
    CallbackExecutor callbacks = CallbackExecutor.pooled(1);
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try {
      assertThatThrownBy(
              () ->
                  FairleadRuntime.builder(FairleadConfig.of(Map.of())).callbacks(callbacks).build())
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("no key to check tokens with");
      await()
          .until(
              () ->
                  Thread.getAllStackTraces().keySet().stream()
                      .filter(thread -> thread.getName().startsWith("fairlead-timer-"))
                      .allMatch(before::contains));
    } finally {
      callbacks.shutdown(Duration.ZERO);
    }
  }
}
