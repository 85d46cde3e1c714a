package io.fairlead.plugins.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PrincipalsTest {

  private static final Limits LIMITS = new Limits(1, 5, 0, 1);
  private static final PrincipalKey ALICE = new PrincipalKey("jwt", "alice");

  private final AtomicLong now = new AtomicLong();
  private final Principals principals = new Principals(LIMITS, 3, now::get);

  @Test
  void connectionsOfOnePrincipalShareOneAllowance() {
    assertThat(principals.acquire(ALICE)).isSameAs(principals.acquire(ALICE));
    assertThat(principals.acquire(new PrincipalKey("other", "alice")))
        .as("another authenticator's alice")
        .isNotSameAs(principals.acquire(ALICE));
  }

  @Test
  void reconnectingWinsNothing() {
    Allowance before = principals.acquire(ALICE);
    before.take(5, 0);
    principals.release(ALICE);

    Allowance after = principals.acquire(ALICE);

    assertThat(after.take(1, 0)).isNotNull();
    assertThat(after).isSameAs(before);
  }

  @Test
  void fullAllowanceIsForgottenWithItsLastConnection() {
    principals.acquire(ALICE);
    principals.acquire(ALICE);
    principals.release(ALICE);
    assertThat(principals.size()).isOne();

    principals.release(ALICE);

    assertThat(principals.size()).isZero();
  }

  @Test
  void allowanceIsForgottenOnceItIsFullAgain() {
    principals.acquire(ALICE).take(5, 0);
    principals.release(ALICE);
    principals.sweep();
    assertThat(principals.size()).isOne();

    now.addAndGet(TimeUnit.SECONDS.toNanos(5));
    principals.sweep();

    assertThat(principals.size()).isZero();
  }

  @Test
  void oldestIdleOneIsForgottenBeyondTheBound() {
    for (int i = 0; i < 10; i++) {
      PrincipalKey key = new PrincipalKey("jwt", "user" + i);
      principals.acquire(key).take(5, 0);
      principals.release(key);
    }

    assertThat(principals.size()).isEqualTo(3);
    assertThat(principals.acquire(new PrincipalKey("jwt", "user9")).take(1, 0)).isNotNull();
    assertThat(principals.acquire(new PrincipalKey("jwt", "user0")).take(1, 0)).isNull();
  }

  @Test
  void comingsAndGoingsOfManyThreadsLeaveNothingBehindAndPassNoMoreThanTheBurst() throws Exception {
    Principals shared = new Principals(new Limits(1, 50, 0, 1), 1_000, now::get);
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try {
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        counts.add(
            pool.submit(
                () -> {
                  int passed = 0;
                  for (int j = 0; j < 5_000; j++) {
                    passed += shared.acquire(ALICE).take(1, 0) == null ? 1 : 0;
                    shared.release(ALICE);
                  }
                  return passed;
                }));
      }
      int passed = 0;
      for (Future<Integer> count : counts) {
        passed += count.get(30, TimeUnit.SECONDS);
      }
      assertThat(passed).isEqualTo(50);
    } finally {
      pool.shutdownNow();
    }
    now.addAndGet(TimeUnit.SECONDS.toNanos(50));
    shared.sweep();
    assertThat(shared.size()).isZero();
  }
}
