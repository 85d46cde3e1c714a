package io.fairlead.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.NetworkContext;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.api.connection.PoolUsage;
import io.fairlead.core.admission.AdmissionResult.Refused;
import io.fairlead.core.admission.Place;
import io.fairlead.core.admission.Places.Answer;
import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.support.Admissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {

  private final AtomicLong now = new AtomicLong(1);

  private ConnectionLimits limits(String... settings) {
    Map<String, String> values = new HashMap<>();
    values.put("fairlead.limits.handshakes-per-second", "0");
    for (int i = 0; i < settings.length; i += 2) {
      values.put("fairlead.limits." + settings[i], settings[i + 1]);
    }
    return new ConnectionLimits(FairleadConfig.of(values), now::get);
  }

  private static NetworkContext from(String address) {
    return Admissions.network(address);
  }

  private static SecurityContext user(String name) {
    return Admissions.admitted(Identity.of(name)).security();
  }

  private static SecurityContext member(String name, String tenant) {
    return Admissions.admitted(Identity.builder(name).claim("org", tenant).build()).security();
  }

  private static Place taken(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Taken.class);
    return ((Answer.Taken) answer).place();
  }

  private static Refused full(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Full.class);
    return ((Answer.Full) answer).refused();
  }

  private static long retryAfter(Refused refused) {
    return Long.parseLong(String.valueOf(refused.headers().get("Retry-After")));
  }

  @Test
  void refusesWith503WhereAllPlacesAreHeld() {
    ConnectionLimits limits = limits("connections", "2");
    Place first = taken(limits.reserve(from("192.0.2.1")));
    taken(limits.reserve(from("192.0.2.2")));
    Refused refused = full(limits.reserve(from("192.0.2.3")));
    assertThat(refused.status()).isEqualTo(503);
    assertThat(retryAfter(refused)).isBetween(5L, 15L);
    first.abandon();
    taken(limits.reserve(from("192.0.2.3")));
  }

  @Test
  void refusesWith429WhereTheAddressHoldsItsPlaces() {
    ConnectionLimits limits = limits("connections-per-address", "2");
    taken(limits.reserve(from("2001:db8::1")));
    Place second = taken(limits.reserve(from("2001:db8::2")));
    Refused refused = full(limits.reserve(from("2001:db8::3")));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(retryAfter(refused)).isBetween(5L, 15L);
    taken(limits.reserve(from("2001:db8:0:1::3")));
    assertThat(second.take()).isTrue();
    second.release();
    taken(limits.reserve(from("2001:db8::3")));
  }

  @Test
  void refusesWith503WhereTheEndpointHoldsItsPlaces() {
    ConnectionLimits limits = limits("connections-per-endpoint", "2");
    limits.endpoints(path -> path.startsWith("/rooms/") ? "/rooms/{id}" : "");
    Place first = taken(limits.reserve(from("192.0.2.1"), "/rooms/a"));
    taken(limits.reserve(from("192.0.2.1"), "/rooms/b"));
    Refused refused = full(limits.reserve(from("192.0.2.1"), "/rooms/c%2Fd"));
    assertThat(refused.status()).isEqualTo(503);
    assertThat(retryAfter(refused)).isBetween(5L, 15L);
    taken(limits.reserve(from("192.0.2.1"), "/elsewhere"));
    assertThat(limits.usage()).containsEntry("endpoint", new PoolUsage(2, 2));
    first.abandon();
    assertThat(limits.usage()).containsEntry("endpoint", new PoolUsage(1, 2));
    taken(limits.reserve(from("192.0.2.1"), "/rooms/c"));
  }

  @Test
  void refusesWith429WhereTheTenantHoldsItsPlaces() {
    ConnectionLimits limits = limits("connections-per-tenant", "2", "tenant-claim", "org");
    Place first = taken(limits.reserve(from("192.0.2.1")));
    assertThat(first.identify(member("anna", "acme"))).isEmpty();
    Place second = taken(limits.reserve(from("192.0.2.1")));
    assertThat(second.identify(member("ben", "acme"))).isEmpty();
    assertThat(second.take()).isTrue();
    Place third = taken(limits.reserve(from("192.0.2.1")));
    Refused refused = third.identify(member("carl", "acme")).orElseThrow();
    assertThat(refused.status()).isEqualTo(429);
    assertThat(retryAfter(refused)).isBetween(5L, 15L);
    third.abandon();
    assertThat(taken(limits.reserve(from("192.0.2.1"))).identify(member("dora", "other")))
        .isEmpty();
    second.release();
    assertThat(taken(limits.reserve(from("192.0.2.1"))).identify(member("carl", "acme"))).isEmpty();
  }

  @Test
  void usersWithoutTheTenantsClaimAreOneTenant() {
    ConnectionLimits limits = limits("connections-per-tenant", "1", "tenant-claim", "org");
    assertThat(taken(limits.reserve(from("192.0.2.1"))).identify(user("anna"))).isEmpty();
    assertThat(taken(limits.reserve(from("192.0.2.1"))).identify(user("ben"))).isPresent();
  }

  @Test
  void tenantsAreNotCountedWhereNoClaimIsNamed() {
    ConnectionLimits limits = limits("connections-per-tenant", "1");
    assertThat(taken(limits.reserve(from("192.0.2.1"))).identify(member("anna", "acme"))).isEmpty();
    assertThat(taken(limits.reserve(from("192.0.2.1"))).identify(member("ben", "acme"))).isEmpty();
    assertThat(limits.usage()).doesNotContainKey("tenant");
  }

  /** The fullest of many keys is known without a look at all. */
  @Test
  void usageTellsOfTheFullestAfterAnyComingAndGoing() {
    ConnectionLimits limits = limits("tenant-claim", "org");
    Random random = new Random(7);
    Map<String, Integer> expected = new HashMap<>();
    List<Place> places = new ArrayList<>();
    List<String> owners = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      if (places.isEmpty() || random.nextInt(5) < 3 && places.size() < 200) {
        String name = "user-" + random.nextInt(20);
        Place place = taken(limits.reserve(from("192.0.2." + random.nextInt(9))));
        assertThat(place.identify(member(name, name))).isEmpty();
        places.add(place);
        owners.add(name);
        expected.merge(name, 1, Integer::sum);
      } else {
        int index = random.nextInt(places.size());
        places.remove(index).abandon();
        expected.merge(owners.remove(index), -1, Integer::sum);
      }
      long fullest = expected.values().stream().mapToLong(Integer::longValue).max().orElse(0);
      assertThat(limits.usage().get("principal").used()).isEqualTo(fullest);
      assertThat(limits.usage().get("tenant").used()).isEqualTo(fullest);
      assertThat(limits.usage().get("connections").used()).isEqualTo(places.size());
    }
    places.forEach(Place::abandon);
    assertThat(limits.isEmpty()).isTrue();
    assertThat(limits.usage().values()).allMatch(usage -> usage.used() == 0);
  }

  @Test
  void refusesWith429WhereTheUserHoldsItsPlaces() {
    ConnectionLimits limits = limits("connections-per-principal", "1");
    Place first = taken(limits.reserve(from("192.0.2.1")));
    assertThat(first.identify(user("anna"))).isEmpty();
    Place second = taken(limits.reserve(from("192.0.2.2")));
    Refused refused = second.identify(user("anna")).orElseThrow();
    assertThat(refused.status()).isEqualTo(429);
    assertThat(retryAfter(refused)).isBetween(5L, 15L);
    second.abandon();
    assertThat(taken(limits.reserve(from("192.0.2.2"))).identify(user("ben"))).isEmpty();
    first.abandon();
    assertThat(taken(limits.reserve(from("192.0.2.2"))).identify(user("anna"))).isEmpty();
  }

  @Test
  void anonymousUsersAreNotOneUser() {
    ConnectionLimits limits = limits("connections-per-principal", "1");
    for (int i = 0; i < 5; i++) {
      SecurityContext nobody = Admissions.admitted(Identity.ANONYMOUS).security();
      assertThat(taken(limits.reserve(from("192.0.2.1"))).identify(nobody)).isEmpty();
    }
  }

  @Test
  void refusesWith429AndTheTimeToWaitWhereHandshakesComeTooFast() {
    ConnectionLimits limits = limits("handshakes-per-second", "1");
    taken(limits.reserve(from("192.0.2.1"))).abandon();
    taken(limits.reserve(from("192.0.2.1"))).abandon();
    Refused refused = full(limits.reserve(from("192.0.2.1")));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(retryAfter(refused)).isEqualTo(1);
    taken(limits.reserve(from("192.0.2.2"))).abandon();
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    taken(limits.reserve(from("192.0.2.1"))).abandon();
    assertThat(limits.isEmpty()).isTrue();
  }

  @Test
  void placeComesBackOnceHoweverOftenItIsGivenBack() {
    ConnectionLimits limits = limits("connections", "10");
    taken(limits.reserve(from("192.0.2.1"))).identify(user("anna"));
    Place place = taken(limits.reserve(from("192.0.2.1")));
    place.identify(user("anna"));
    place.abandon();
    place.abandon();
    assertThat(limits.held()).isEqualTo(1);
    Place connected = taken(limits.reserve(from("192.0.2.1")));
    assertThat(connected.take()).isTrue();
    connected.abandon();
    assertThat(limits.held()).as("it is the connection's").isEqualTo(2);
    connected.release();
    connected.release();
    connected.abandon();
    assertThat(limits.held()).isEqualTo(1);
  }

  @Test
  void placeIsTakenByOneConnectionOnly() {
    ConnectionLimits limits = limits();
    Place place = taken(limits.reserve(from("192.0.2.1")));
    assertThat(place.take()).isTrue();
    assertThat(place.take()).isFalse();
    place.release();
    assertThat(place.take()).isFalse();
    assertThat(limits.isEmpty()).isTrue();
  }

  @Test
  void placeThatNobodyTakesLapsesAndIsTakenAgainWhereThereIsRoom() {
    ConnectionLimits limits = limits("connections", "1");
    Place late = taken(limits.reserve(from("192.0.2.1")));
    late.identify(user("anna"));
    now.addAndGet(TimeUnit.SECONDS.toNanos(14));
    limits.sweep();
    assertThat(limits.held()).as("5 s for the admission and 10 s for the upgrade").isEqualTo(1);
    now.addAndGet(TimeUnit.SECONDS.toNanos(2));
    limits.sweep();
    assertThat(limits.isEmpty()).isTrue();

    Place other = taken(limits.reserve(from("192.0.2.2")));
    assertThat(late.take()).as("another has the room").isFalse();
    other.abandon();
    assertThat(late.take()).isTrue();
    assertThat(limits.held()).isEqualTo(1);
    late.release();
    assertThat(limits.isEmpty()).isTrue();
  }

  @Test
  void placeThatIsAttendedDoesNotLapse() {
    ConnectionLimits limits = limits();
    Place attended = taken(limits.reserve(from("192.0.2.1")));
    attended.attend();
    Place connected = taken(limits.reserve(from("192.0.2.1")));
    connected.take();
    now.addAndGet(TimeUnit.DAYS.toNanos(1));
    limits.sweep();
    assertThat(limits.held()).isEqualTo(2);
    attended.abandon();
    connected.release();
    assertThat(limits.isEmpty()).isTrue();
  }

  @Test
  void exactlyAsManyAsConfiguredGetPlacesUnderManyThreads() throws Exception {
    ConnectionLimits limits =
        limits(
            "connections", "500",
            "connections-per-address", "90",
            "connections-per-principal", "40");
    Queue<Place> held = new ConcurrentLinkedQueue<>();
    AtomicInteger tooMany = new AtomicInteger();
    inThreads(
        16,
        random -> {
          for (int i = 0; i < 2_000; i++) {
            if (limits.reserve(from("192.0.2." + random.nextInt(10))) instanceof Answer.Taken it) {
              if (it.place().identify(user("user" + random.nextInt(5))).isEmpty()) {
                held.add(it.place());
              } else {
                it.place().abandon();
              }
            }
            tooMany.accumulateAndGet(limits.held(), Math::max);
          }
        });
    assertThat(tooMany).hasValueLessThanOrEqualTo(500);
    assertThat(held).as("5 users with 40 each").hasSize(200);
    assertThat(limits.held()).isEqualTo(200);
    held.forEach(Place::abandon);
    assertThat(limits.isEmpty()).isTrue();
  }

  @Test
  void noPlaceIsLostUnderManyThreadsHoweverHandshakesEnd() throws Exception {
    ConnectionLimits limits = limits("connections", "50", "connections-per-principal", "20");
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    inThreads(
        16,
        random -> {
          for (int i = 0; i < 5_000; i++) {
            if (limits.reserve(from("192.0.2.1")) instanceof Answer.Taken it) {
              Place place = it.place();
              boolean admitted = place.identify(user("user" + random.nextInt(4))).isEmpty();
              if (random.nextInt(50) == 0) {
                now.addAndGet(TimeUnit.SECONDS.toNanos(20));
                limits.sweep();
              }
              if (admitted && random.nextBoolean() && place.take()) {
                most.accumulateAndGet(open.incrementAndGet(), Math::max);
                open.decrementAndGet();
                place.release();
              } else {
                place.abandon();
              }
            }
          }
        });
    assertThat(most).hasValueLessThanOrEqualTo(50);
    assertThat(limits.isEmpty()).isTrue();
  }

  private interface Work {
    void run(Random random) throws Exception;
  }

  private static void inThreads(int count, Work work) throws Exception {
    CyclicBarrier start = new CyclicBarrier(count);
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < count; t++) {
      Random random = new Random(t);
      Thread thread =
          new Thread(
              () -> {
                try {
                  start.await();
                  work.run(random);
                } catch (Throwable e) {
                  failures.add(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      await().atMost(java.time.Duration.ofSeconds(60)).until(() -> !thread.isAlive());
    }
    assertThat(failures).isEmpty();
  }
}
