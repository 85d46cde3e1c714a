package io.fairlead.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.Registration;
import io.fairlead.api.plugin.ConnectionListener;
import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.InboundHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class ContributionRegistryTest {

  private final ContributionRegistry registry = new ContributionRegistry();

  @Test
  void sortsByNumberThenIdThenOrderOfCalls() {
    InboundHandler late = handler();
    InboundHandler firstOfB = handler();
    InboundHandler secondOfB = handler();
    InboundHandler ofA = handler();
    InboundHandler early = handler();
    registry.scope("b").add(InboundHandler.class, late, 7);
    ContributionRegistry.Scope b = registry.scope("b");
    b.add(InboundHandler.class, firstOfB);
    b.add(InboundHandler.class, secondOfB);
    registry.scope("a").add(InboundHandler.class, ofA, 0);
    registry.scope("z").add(InboundHandler.class, early, Integer.MIN_VALUE);
    assertThat(handlers()).containsExactly(early, ofA, firstOfB, secondOfB, late);
  }

  @Test
  void keepsKindsApart() {
    class Both implements InboundHandler, ConnectionListener {
      @Override
      public void onMessage(
          io.fairlead.api.connection.InboundMessage message, io.fairlead.api.plugin.Chain chain) {
        chain.proceed();
      }
    }
    Both both = new Both();
    ContributionRegistry.Scope scope = registry.scope("p");
    Registration asHandler = scope.add(InboundHandler.class, both);
    scope.add(ConnectionListener.class, both);
    asHandler.close();
    assertThat(registry.all(InboundHandler.class)).isEmpty();
    assertThat(registry.all(ConnectionListener.class)).hasSize(1);
  }

  @Test
  void takesOutOneRegistrationOnceAndNotItsTwin() {
    ContributionRegistry.Scope scope = registry.scope("p");
    InboundHandler twice = handler();
    Registration first = scope.add(InboundHandler.class, twice);
    scope.add(InboundHandler.class, twice);
    first.close();
    first.close();
    assertThat(handlers()).containsExactly(twice);
  }

  @Test
  void takesBackAllOfAScopeAndRefusesMore() {
    ContributionRegistry.Scope scope = registry.scope("p");
    InboundHandler other = handler();
    registry.scope("q").add(InboundHandler.class, other);
    scope.add(InboundHandler.class, handler());
    scope.add(InboundHandler.class, handler(), -1);
    scope.close();
    scope.close();
    assertThat(handlers()).containsExactly(other);
    assertThatIllegalStateException()
        .isThrownBy(() -> scope.add(InboundHandler.class, handler()))
        .withMessageContaining("'p' has stopped");
  }

  @Test
  @SuppressWarnings({"unchecked", "rawtypes"}) // what a plugin compiled without generics may do
  void refusesWhatIsNoPoint() {
    ContributionRegistry.Scope scope = registry.scope("p");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.add((Class) Contribution.class, handler(), 0))
        .withMessageContaining("not a contribution point");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scope.add((Class) handler().getClass(), handler(), 0));
  }

  @Test
  void aListOnceReadNeverChanges() {
    ContributionRegistry.Scope scope = registry.scope("p");
    scope.add(InboundHandler.class, handler());
    List<Contributed<InboundHandler>> before = registry.all(InboundHandler.class);
    scope.add(InboundHandler.class, handler());
    scope.close();
    assertThat(before).hasSize(1);
  }

  @Test
  void readersSeeASortedWholeListWhileWritersComeAndGo() throws Exception {
    Comparator<Contributed<?>> order =
        Comparator.<Contributed<?>>comparingInt(Contributed::order)
            .thenComparing(Contributed::owner);
    InboundHandler steady = handler();
    registry.scope("steady").add(InboundHandler.class, steady, 0);
    AtomicBoolean writing = new AtomicBoolean(true);
    int writers = 4;
    CountDownLatch written = new CountDownLatch(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers + 2);
    List<Future<?>> readers = new ArrayList<>();
    try {
      for (int r = 0; r < 2; r++) {
        readers.add(
            threads.submit(
                () -> {
                  while (writing.get()) {
                    List<Contributed<InboundHandler>> seen = registry.all(InboundHandler.class);
                    assertThat(seen).isSortedAccordingTo(order);
                    assertThat(seen).anyMatch(each -> each.contribution() == steady);
                  }
                }));
      }
      for (int w = 0; w < writers; w++) {
        int seed = w;
        threads.execute(
            () -> {
              addAndRemove(seed);
              written.countDown();
            });
      }
      await().atMost(Duration.ofMinutes(1)).until(() -> written.getCount() == 0);
      writing.set(false);
      for (Future<?> reader : readers) {
        reader.get();
      }
    } finally {
      writing.set(false);
      threads.shutdownNow();
    }
    assertThat(handlers()).containsExactly(steady);
  }

  private void addAndRemove(int seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      ContributionRegistry.Scope scope = registry.scope("plugin-" + random.nextInt(5));
      List<Registration> open = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        open.add(scope.add(InboundHandler.class, handler(), random.nextInt(9) - 4));
      }
      open.get(random.nextInt(open.size())).close();
      scope.close();
    }
  }

  private List<InboundHandler> handlers() {
    return registry.all(InboundHandler.class).stream().map(Contributed::contribution).toList();
  }

  private static InboundHandler handler() {
    return new InboundHandler() {
      @Override
      public void onMessage(
          io.fairlead.api.connection.InboundMessage message, io.fairlead.api.plugin.Chain chain) {
        chain.proceed();
      }
    };
  }
}
