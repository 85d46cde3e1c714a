package io.fairlead.samples.chat;

import java.util.concurrent.ThreadLocalRandom;

/** Names for those who have not signed in, because the server lets everybody in. */
final class GuestNames {

  private GuestNames() {}

  /** A name such as {@code guest-4f2a1c}. */
  static String next() {
    return "guest-%06x".formatted(ThreadLocalRandom.current().nextInt(1 << 24));
  }
}
