package io.fairlead.samples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AddressLimiterTest {

  private final SettableClock clock = new SettableClock();
  private final AddressLimiter limiter = new AddressLimiter(clock);

  private int takeAll(String address) {
    int taken = 0;
    while (taken < 1_000 && limiter.take(address).isZero()) {
      taken++;
    }
    return taken;
  }

  @Test
  void givesBurstThenOneForEachPause() {
    assertThat(takeAll("10.0.0.1")).isEqualTo(AddressLimiter.BURST);
    assertThat(limiter.take("10.0.0.1")).isEqualTo(Duration.ofSeconds(3));
    clock.forward(Duration.ofSeconds(2));
    assertThat(limiter.take("10.0.0.1")).isEqualTo(Duration.ofSeconds(1));
    clock.forward(Duration.ofSeconds(1));
    assertThat(takeAll("10.0.0.1")).isEqualTo(1);
  }

  @Test
  void neverGivesMoreThanBurstAfterLongPause() {
    takeAll("10.0.0.1");
    clock.forward(Duration.ofDays(1));
    assertThat(takeAll("10.0.0.1")).isEqualTo(AddressLimiter.BURST);
  }

  @Test
  void keepsAddressesApart() {
    takeAll("10.0.0.1");
    assertThat(takeAll("10.0.0.2")).isEqualTo(AddressLimiter.BURST);
  }

  @Test
  void remembersBoundedNumberOfAddresses() {
    for (int i = 0; i < AddressLimiter.MAX_ADDRESSES * 2; i++) {
      limiter.take("address " + i);
    }
    assertThat(limiter.addresses()).isEqualTo(AddressLimiter.MAX_ADDRESSES);
  }
}
