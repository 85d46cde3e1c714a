package io.fairlead.core.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.core.support.ManualTransport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GateTest {

  private final ManualTransport transport = new ManualTransport();
  private final Gate gate = new Gate(transport, 2, 100, Duration.ofSeconds(30));

  @Test
  void whileHeldRoomDoesNotResume() {
    gate.enter(1);
    gate.enter(1);
    gate.hold();
    gate.leave(1);
    gate.leave(1);
    assertThat(transport.resumes).hasValue(0);

    gate.release();
    assertThat(transport.resumes).hasValue(1);
  }

  @Test
  void releaseDoesNotResumeWhileFull() {
    gate.hold();
    gate.enter(1);
    gate.enter(1);
    gate.release();
    assertThat(transport.resumes).hasValue(0);

    gate.leave(1);
    assertThat(transport.resumes).hasValue(1);
  }

  @Test
  void holdsOnceAndReleasesOnce() {
    gate.release();
    gate.hold();
    gate.hold();
    gate.release();
    gate.release();

    assertThat(transport.pauses).hasValue(1);
    assertThat(transport.resumes).hasValue(1);
  }
}
