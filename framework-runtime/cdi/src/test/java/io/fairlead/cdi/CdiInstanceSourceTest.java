package io.fairlead.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fairlead.cdi.Endpoints.AlternativeEndpoint;
import io.fairlead.cdi.Endpoints.BaseEndpoint;
import io.fairlead.cdi.Endpoints.DependentEndpoint;
import io.fairlead.cdi.Endpoints.DerivedEndpoint;
import io.fairlead.cdi.Endpoints.FailingEndpoint;
import io.fairlead.cdi.Endpoints.Helper;
import io.fairlead.cdi.Endpoints.Journal;
import io.fairlead.cdi.Endpoints.NoBeanEndpoint;
import io.fairlead.cdi.Endpoints.ProducedTwice;
import io.fairlead.cdi.Endpoints.SharedEndpoint;
import io.fairlead.cdi.Endpoints.SingletonEndpoint;
import io.fairlead.cdi.Endpoints.TwoProducers;
import io.fairlead.cdi.Endpoints.Unsatisfied;
import io.fairlead.core.hosting.InstanceSource.Instance;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CdiInstanceSourceTest {

  private final WeldContainer container =
      new Weld()
          .disableDiscovery()
          .skipShutdownHook()
          .beanClasses(
              Journal.class,
              Helper.class,
              DependentEndpoint.class,
              SharedEndpoint.class,
              SingletonEndpoint.class,
              BaseEndpoint.class,
              DerivedEndpoint.class,
              AlternativeEndpoint.class,
              TwoProducers.class)
          .initialize();
  private final CdiInstanceSource source = new CdiInstanceSource(container.getBeanManager());

  @AfterEach
  void stop() {
    if (container.isRunning()) {
      container.close();
    }
  }

  private List<String> journal() {
    return container.select(Journal.class).get().entries();
  }

  @Test
  void makesDependentBeanForEachConnection() {
    Instance<DependentEndpoint> one = source.create(DependentEndpoint.class);
    Instance<DependentEndpoint> two = source.create(DependentEndpoint.class);

    assertThat(one.get()).isNotSameAs(two.get());
    assertThat(one.get().helper).isNotSameAs(two.get().helper);
    assertThat(journal()).containsExactly("begun", "begun");
  }

  @Test
  void endsDependentBeanAndItsHelperExactlyOnce() {
    Instance<DependentEndpoint> instance = source.create(DependentEndpoint.class);
    assertThat(journal()).containsExactly("begun");

    instance.destroy();

    assertThat(journal()).containsExactly("begun", "ended", "helper ended");
    container.close();
  }

  @Test
  void sharesApplicationScopedBeanAndLeavesItToTheContainer() {
    Instance<SharedEndpoint> one = source.create(SharedEndpoint.class);
    Instance<SharedEndpoint> two = source.create(SharedEndpoint.class);
    assertThat(one.get().next()).isEqualTo(1);
    assertThat(two.get().next()).isEqualTo(2);

    one.destroy();

    assertThat(journal()).isEmpty();
    assertThat(two.get().next()).isEqualTo(3);
  }

  @Test
  void leavesSingletonToTheContainer() {
    Instance<SingletonEndpoint> one = source.create(SingletonEndpoint.class);
    assertThat(source.create(SingletonEndpoint.class).get()).isSameAs(one.get());

    one.destroy();

    assertThat(journal()).isEmpty();
  }

  @Test
  void injectsAndEndsClassThatIsNoBean() {
    Instance<NoBeanEndpoint> instance = source.create(NoBeanEndpoint.class);
    assertThat(instance.get().helper).isNotNull();
    assertThat(journal()).containsExactly("begun");

    instance.destroy();

    assertThat(journal()).containsExactly("begun", "ended", "helper ended");
  }

  @Test
  void takesTheClassItselfWhenSubclassIsBeanToo() {
    assertThat(source.create(BaseEndpoint.class).get()).isExactlyInstanceOf(BaseEndpoint.class);
    assertThat(source.create(DerivedEndpoint.class).get())
        .isExactlyInstanceOf(DerivedEndpoint.class);
  }

  @Test
  void takesSelectedAlternative() {
    try (WeldContainer other =
        new Weld()
            .disableDiscovery()
            .skipShutdownHook()
            .containerId("alternative")
            .beanClasses(BaseEndpoint.class, AlternativeEndpoint.class)
            .alternatives(AlternativeEndpoint.class)
            .initialize()) {
      assertThat(new CdiInstanceSource(other.getBeanManager()).create(BaseEndpoint.class).get())
          .isExactlyInstanceOf(AlternativeEndpoint.class);
    }
  }

  @Test
  void namesClassWhenTwoBeansWouldDo() {
    assertThatThrownBy(() -> source.create(ProducedTwice.class))
        .isInstanceOf(CdiInstanceException.class)
        .hasMessageContaining(ProducedTwice.class.getName())
        .hasMessageContaining("mbiguous");
  }

  @Test
  void namesClassWhenInjectionPointIsUnsatisfied() {
    assertThatThrownBy(() -> source.create(Unsatisfied.class))
        .isInstanceOf(CdiInstanceException.class)
        .hasMessageContaining(Unsatisfied.class.getName())
        .hasMessageContaining("nobodyMakesThis");
  }

  @Test
  void namesClassThatCannotBeMade() {
    assertThatThrownBy(() -> source.create(Endpoints.AbstractEndpoint.class))
        .isInstanceOf(CdiInstanceException.class)
        .hasMessageContaining(Endpoints.AbstractEndpoint.class.getName());
  }

  @Test
  void endsHelperWhenPostConstructFails() {
    assertThatThrownBy(() -> source.create(FailingEndpoint.class))
        .isInstanceOf(CdiInstanceException.class)
        .hasMessageContaining(FailingEndpoint.class.getName());

    assertThat(journal()).containsExactly("helper ended");
  }

  @Test
  void makesAndEndsInstancesFromManyThreads() throws Exception {
    Set<Object> seen = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<? extends Future<?>> runs =
          IntStream.range(0, 1_000)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            Class<?> type =
                                i % 2 == 0 ? DependentEndpoint.class : NoBeanEndpoint.class;
                            Instance<?> instance = source.create(type);
                            seen.add(instance.get());
                            instance.destroy();
                          }))
              .toList();
      for (Future<?> run : runs) {
        run.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(seen).hasSize(1_000);
    assertThat(journal())
        .filteredOn("ended"::equals)
        .hasSameSizeAs(journal().stream().filter("begun"::equals).toList())
        .hasSize(1_000);
  }
}
