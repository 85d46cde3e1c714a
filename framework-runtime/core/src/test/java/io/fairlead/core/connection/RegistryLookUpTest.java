package io.fairlead.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.Metadata;
import io.fairlead.core.admission.AdmissionResult.Admitted;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.executor.WaitingRoom;
import io.fairlead.core.heartbeat.Heartbeats;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.plugin.ContributionRegistry;
import io.fairlead.core.support.Admissions;
import io.fairlead.core.support.ManualTransport;
import io.fairlead.core.support.Queues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RegistryLookUpTest {

  private final DefaultConnectionRegistry registry = new DefaultConnectionRegistry();
  private final ConnectionOpener opener = opener();

  private ConnectionOpener opener() {
    FairleadConfig config = FairleadConfig.of(Map.of());
    return new ConnectionOpener(
        registry,
        config,
        MemoryBudget.of(config),
        WaitingRoom.UNBOUNDED,
        new Heartbeats(config),
        new ContributionRegistry(),
        Queues.timer());
  }

  private DefaultConnection open(Identity identity) {
    return open(Admissions.admitted(identity));
  }

  private DefaultConnection open(Admitted admitted) {
    return opener.open(
        admitted, new ManualTransport(), new DefaultConnection.Target("/chat", Map.of(), null));
  }

  @Test
  void findsTheConnectionsOfAUserWhileTheyAreOpen() {
    DefaultConnection first = open(Identity.of("anna"));
    DefaultConnection second = open(Identity.of("anna"));
    DefaultConnection other = open(Identity.of("ben"));

    assertThat(registry.byPrincipal("anna")).containsExactlyInAnyOrder(first, second);
    assertThat(registry.byPrincipal("ben")).containsExactly(other);
    assertThat(registry.byPrincipal("carl")).isEmpty();
    registry.remove(first);
    registry.remove(first);
    assertThat(registry.byPrincipal("anna")).containsExactly(second);
    registry.remove(second);
    registry.remove(other);
    assertThat(registry.byPrincipal("anna")).isEmpty();
    assertThat(registry.isEmpty()).isTrue();
  }

  @Test
  void doesNotTakeTheAnonymousForAUser() {
    DefaultConnection anonymous = open(Identity.ANONYMOUS);
    DefaultConnection user = open(Identity.of("anonymous"));
    assertThat(registry.byPrincipal("anonymous")).containsExactly(user);
    registry.remove(anonymous);
    assertThat(registry.byPrincipal("anonymous")).containsExactly(user);
    registry.remove(user);
    assertThat(registry.isEmpty()).isTrue();
  }

  @Test
  void findsConnectionsByMetadata() {
    Admitted plain = Admissions.admitted(Identity.of("anna"));
    DefaultConnection german = open(with(plain, Map.of("country", "de")));
    DefaultConnection french = open(with(plain, Map.of("country", "fr")));
    open(plain);

    assertThat(registry.byMetadata("country", "de")).containsExactly(german);
    assertThat(registry.byMetadata("country", "it")).isEmpty();
    registry.remove(french);
    assertThat(registry.byMetadata("country", "fr")).isEmpty();
  }

  private static Admitted with(Admitted admitted, Map<String, Object> facts) {
    Metadata metadata =
        new Metadata() {
          @Override
          public Optional<Object> get(String name) {
            return Optional.ofNullable(facts.get(name));
          }

          @Override
          public Map<String, Object> asMap() {
            return facts;
          }
        };
    return new Admitted(admitted.network(), admitted.security(), metadata);
  }

  @Test
  void keepsNothingWhereManyComeAndGoAtOnceAndLookUpsSeeWholeConnections() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int round = 0; round < 20; round++) {
                  List<DefaultConnection> mine = new ArrayList<>();
                  for (int i = 0; i < 10; i++) {
                    mine.add(open(Identity.of("user-" + i % 2)));
                  }
                  if (!registry.byPrincipal("user-1").contains(mine.get(1))) {
                    broken.set(true);
                  }
                  mine.forEach(registry::remove);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(broken).isFalse();
    assertThat(registry.isEmpty()).isTrue();
  }
}
