package io.fairlead.standalone.server;

import io.fairlead.api.connection.PoolUsage;
import io.fairlead.core.admission.ClientBlock;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the TCP connections: all together, and those of one peer address that are not WebSocket
 * connections. Where a bound is reached, the one that has waited longest for its client's request
 * makes room for the new one: a client that means it is done long before, so half-open handshakes
 * keep nobody out. Where none is waiting, the new one is refused. Safe for any thread; one short
 * lock keeps the counts exact.
 */
final class Sockets {

  private final int most;
  private final int mostOfPeer;
  private final int mostLeaving;
  private final Map<String, Peer> peers = new HashMap<>();
  private final Set<Socket> waiting = new LinkedHashSet<>();
  private int open;
  private int leaving;

  /**
   * Bounds.
   *
   * @param most of all connections
   * @param mostOfPeer of those of one address that are not WebSocket connections
   */
  Sockets(int most, int mostOfPeer) {
    this.most = most;
    this.mostOfPeer = mostOfPeer;
    this.mostLeaving = Math.max(16, Math.min(1_000, most / 10));
  }

  private static final class Peer {
    final Set<Socket> waiting = new LinkedHashSet<>();
    int open;
  }

  private enum State {
    WAITING,
    BUSY,
    UPGRADED,
    EVICTED,
    LEFT
  }

  /** One connection's place. */
  final class Socket {
    private final @Nullable String address;
    private final Runnable evict;
    private State state = State.BUSY;

    private Socket(@Nullable String address, Runnable evict) {
      this.address = address;
      this.evict = evict;
    }

    /** It waits for its client, and can be given up for another. */
    void waiting() {
      move(this, State.WAITING);
    }

    /**
     * The server works for it.
     *
     * @return false where it has just been given up
     */
    boolean busy() {
      return move(this, State.BUSY);
    }

    /**
     * It is a WebSocket connection.
     *
     * @return false where it has just been given up
     */
    boolean upgraded() {
      return move(this, State.UPGRADED);
    }

    /** It is closed. */
    void left() {
      leave(this);
    }
  }

  /**
   * Counts a connection.
   *
   * @param peerAddress in text form; null where it is not known, which is an address like others
   * @param counted whether its address is bounded; not so for proxies
   * @param evict ends the connection; may be called once, from any thread
   * @return null where there is no room
   */
  @Nullable Socket enter(@Nullable String peerAddress, boolean counted, Runnable evict) {
    Socket socket = new Socket(counted ? ClientBlock.of(peerAddress) : null, evict);
    Socket victim;
    synchronized (this) {
      Set<Socket> full = fullFor(socket);
      victim = full == null ? null : first(full);
      if (full != null && (victim == null || leaving >= mostLeaving)) {
        return null;
      }
      if (victim != null) {
        forget(victim);
        victim.state = State.EVICTED;
        leaving++;
      }
      add(socket);
    }
    if (victim != null) {
      victim.evict.run();
    }
    return socket;
  }

  /** Ends the connections that have waited longest, where the system has no room for more. */
  void makeRoom(int count) {
    for (int i = 0; i < count; i++) {
      Socket victim;
      synchronized (this) {
        victim = first(waiting);
        if (victim == null) {
          return;
        }
        forget(victim);
        victim.state = State.EVICTED;
        leaving++;
      }
      victim.evict.run();
    }
  }

  /** Those of whom one has to go; null where there is room. */
  private @Nullable Set<Socket> fullFor(Socket socket) {
    Peer peer = socket.address == null ? null : peers.get(socket.address);
    if (peer != null && peer.open >= mostOfPeer) {
      return peer.waiting;
    }
    return open >= most ? waiting : null;
  }

  private static @Nullable Socket first(Set<Socket> sockets) {
    Iterator<Socket> all = sockets.iterator();
    return all.hasNext() ? all.next() : null;
  }

  private void add(Socket socket) {
    open++;
    if (socket.address != null) {
      peers.computeIfAbsent(socket.address, key -> new Peer()).open++;
    }
  }

  private synchronized boolean move(Socket socket, State next) {
    if (socket.state == State.EVICTED || socket.state == State.LEFT) {
      return false;
    }
    if (socket.state == State.UPGRADED) {
      return true; // and stays so: its address no longer counts it
    }
    unwait(socket);
    if (next == State.WAITING) {
      waiting.add(socket);
      Peer peer = peer(socket);
      if (peer != null) {
        peer.waiting.add(socket);
      }
    } else if (next == State.UPGRADED) {
      leavePeer(socket);
    }
    socket.state = next;
    return true;
  }

  private synchronized void leave(Socket socket) {
    if (socket.state == State.EVICTED) {
      leaving--;
    } else if (socket.state != State.LEFT) {
      forget(socket);
    }
    socket.state = State.LEFT;
  }

  private void forget(Socket socket) {
    open--;
    unwait(socket);
    if (socket.state != State.UPGRADED) {
      leavePeer(socket);
    }
  }

  private void unwait(Socket socket) {
    if (socket.state == State.WAITING) {
      waiting.remove(socket);
      Peer peer = peer(socket);
      if (peer != null) {
        peer.waiting.remove(socket);
      }
    }
  }

  private void leavePeer(Socket socket) {
    Peer peer = peer(socket);
    if (peer != null && --peer.open == 0) {
      peers.remove(socket.address);
    }
  }

  private @Nullable Peer peer(Socket socket) {
    return socket.address == null ? null : peers.get(socket.address);
  }

  /** How many are counted. */
  synchronized PoolUsage usage() {
    return new PoolUsage(open, most);
  }

  synchronized int open() {
    return open;
  }

  /** Whether nothing is counted and nothing remembered. */
  synchronized boolean isEmpty() {
    return open == 0 && leaving == 0 && peers.isEmpty() && waiting.isEmpty();
  }
}
