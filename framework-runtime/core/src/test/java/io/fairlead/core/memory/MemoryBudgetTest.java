package io.fairlead.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  @Test
  void leavesTheFirstBytesOfAnAccountFree() {
    MemoryBudget budget = new MemoryBudget(0);

    assertThat(budget.account().use(MemoryBudget.FREE)).isTrue();
    assertThat(budget.account().use(MemoryBudget.FREE + 1)).isFalse();
    assertThat(budget.taken()).isZero();
  }

  @Test
  void refusesWhatIsBeyondAndLeavesTheAccountAsItWas() {
    MemoryBudget budget = new MemoryBudget(1 << 20);
    MemoryBudget.Account greedy = budget.account();
    MemoryBudget.Account other = budget.account();
    assertThat(greedy.use(1 << 20)).isTrue();
    long taken = budget.taken();

    assertThat(other.use(1 << 20)).isFalse();
    assertThat(budget.taken()).isEqualTo(taken);

    greedy.use(0);
    assertThat(budget.taken()).isZero();
    assertThat(other.use(1 << 20)).isTrue();
  }

  @Test
  void neverTakesMoreThanThereIsAndEndsAtZero() throws Exception {
    long max = 4L << 20;
    MemoryBudget budget = new MemoryBudget(max);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Integer>> refused = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      Random random = new Random(t);
      refused.add(
          threads.submit(
              () -> {
                MemoryBudget.Account account = budget.account();
                int no = 0;
                for (int i = 0; i < 20_000; i++) {
                  no += account.use(random.nextInt(5 << 20)) ? 0 : 1;
                }
                account.use(0);
                return no;
              }));
    }
    int all = 0;
    for (Future<Integer> each : refused) {
      all += each.get();
    }
    threads.shutdown();
    assertThat(all).isPositive();
    assertThat(budget.taken()).isZero();
  }
}
