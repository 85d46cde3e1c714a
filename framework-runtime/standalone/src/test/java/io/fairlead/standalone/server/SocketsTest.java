package io.fairlead.standalone.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocketsTest {

  private final List<String> evicted = new ArrayList<>();

  private Sockets.Socket enter(Sockets sockets, String address) {
    return requireNonNull(tryToEnter(sockets, address), "there is room");
  }

  private Sockets.Socket tryToEnter(Sockets sockets, String address) {
    return sockets.enter(address, true, () -> evicted.add(address));
  }

  private Sockets.Socket waiting(Sockets sockets, String address) {
    Sockets.Socket socket = enter(sockets, address);
    socket.waiting();
    return socket;
  }

  @Test
  void oneThatWaitsLongestMakesRoom() {
    Sockets sockets = new Sockets(3, 3);
    Sockets.Socket first = waiting(sockets, "192.0.2.1");
    waiting(sockets, "192.0.2.2");
    waiting(sockets, "192.0.2.3");
    first.busy();
    first.waiting(); // anew, so it is the last in the row

    waiting(sockets, "192.0.2.4");
    waiting(sockets, "192.0.2.5");
    assertThat(evicted).containsExactly("192.0.2.2", "192.0.2.3");
    assertThat(sockets.open()).isEqualTo(3);
  }

  @Test
  void nobodyWhoIsServedMakesRoom() {
    Sockets sockets = new Sockets(2, 2);
    enter(sockets, "192.0.2.1").upgraded();
    Sockets.Socket busy = enter(sockets, "192.0.2.2");
    assertThat(tryToEnter(sockets, "192.0.2.3")).isNull();
    busy.left();
    enter(sockets, "192.0.2.3");
    assertThat(evicted).isEmpty();
  }

  @Test
  void addressOnlyPushesOutItsOwn() {
    Sockets sockets = new Sockets(100, 2);
    waiting(sockets, "192.0.2.1");
    waiting(sockets, "2001:db8::1");
    waiting(sockets, "2001:db8::2");
    waiting(sockets, "2001:db8::3");
    assertThat(evicted).containsExactly("2001:db8::1");
  }

  @Test
  void webSocketsDoNotCountForTheirAddress() {
    Sockets sockets = new Sockets(10, 1);
    for (int i = 0; i < 10; i++) {
      assertThat(enter(sockets, "192.0.2.1").upgraded()).isTrue();
    }
    assertThat(tryToEnter(sockets, "192.0.2.1")).isNull(); // no room for anybody
  }

  @Test
  void proxiesAreOnlyCountedInTotal() {
    Sockets sockets = new Sockets(3, 1);
    for (int i = 0; i < 3; i++) {
      assertThat(sockets.enter("192.0.2.1", false, () -> {})).isNotNull();
    }
    assertThat(sockets.enter("192.0.2.1", false, () -> {})).isNull();
  }

  @Test
  void oneThatIsGivenUpGoesNoFurtherAndIsCountedOffOnce() {
    Sockets sockets = new Sockets(1, 1);
    Sockets.Socket first = waiting(sockets, "192.0.2.1");
    Sockets.Socket second = enter(sockets, "192.0.2.1");
    assertThat(first.busy()).isFalse();
    assertThat(first.upgraded()).isFalse();
    first.waiting();
    first.left();
    first.left();
    assertThat(sockets.open()).isEqualTo(1);
    second.left();
    second.left();
    assertThat(sockets.isEmpty()).isTrue();
  }

  @Test
  void noMoreAreGivenUpThanCloseInTime() {
    Sockets sockets = new Sockets(50, 50);
    Deque<Sockets.Socket> all = new ArrayDeque<>();
    for (int i = 0; i < 50; i++) {
      all.add(waiting(sockets, "192.0.2.1"));
    }
    for (int i = 0; i < 16; i++) {
      waiting(sockets, "192.0.2.1");
    }
    assertThat(tryToEnter(sockets, "192.0.2.1")).isNull();
    all.remove().left();
    enter(sockets, "192.0.2.1");
  }

  @Test
  void roomIsMadeForTheSystemAsFarAsSomeWait() {
    Sockets sockets = new Sockets(10, 10);
    waiting(sockets, "192.0.2.1");
    waiting(sockets, "192.0.2.2");
    enter(sockets, "192.0.2.3");
    sockets.makeRoom(5);
    assertThat(evicted).containsExactly("192.0.2.1", "192.0.2.2");
    assertThat(sockets.open()).isEqualTo(1);
  }

  @Test
  void countsAreExactWhateverComes() {
    Random random = new Random(20_261_127);
    Sockets sockets = new Sockets(20, 5);
    List<Sockets.Socket> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (all.isEmpty() || random.nextInt(3) == 0) {
        Sockets.Socket socket =
            sockets.enter("192.0.2." + random.nextInt(8), random.nextInt(8) > 0, () -> {});
        if (socket != null) {
          all.add(socket);
        }
      } else {
        move(all, random);
      }
      assertThat(sockets.open()).isBetween(0, 20);
    }
    all.forEach(Sockets.Socket::left);
    assertThat(sockets.isEmpty()).isTrue();
  }

  private static void move(List<Sockets.Socket> all, Random random) {
    Sockets.Socket socket = all.get(random.nextInt(all.size()));
    switch (random.nextInt(4)) {
      case 0 -> socket.waiting();
      case 1 -> socket.busy();
      case 2 -> socket.upgraded();
      default -> {
        socket.left();
        all.remove(socket);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 100000, 111000", "0, 2147483647, 2147483647", "5, 100000, 5"})
  void wantsSomeMoreThanTheConnectionsUnlessToldOtherwise(
      int configured, int connections, int wanted) {
    assertThat(SocketLimits.wanted(configured, connections)).isEqualTo(wanted);
  }

  @ParameterizedTest
  @CsvSource({"20000, 19488", "256, 192", "1, 1", "9223372036854775807, 2147483647"})
  void leavesFilesForOthers(long files, int possible) {
    assertThat(SocketLimits.possible(files)).isEqualTo(possible);
  }
}
