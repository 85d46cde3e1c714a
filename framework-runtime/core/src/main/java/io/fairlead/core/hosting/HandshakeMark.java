package io.fairlead.core.hosting;

import io.fairlead.core.admission.AdmittedPrincipal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the configurator leaves for the endpoint of the same connection, in the user properties of
 * the handshake. Those are one map for each connection from WebSocket 2.1 on; on an older server
 * all handshakes share one, so a mark counts only where it can be told to be this connection's own.
 */
final class HandshakeMark {

  private static final String KEY = "fairlead.handshake";

  private final AdmittedPrincipal principal;
  private final boolean admittedHere;
  private final String rawPath;
  private boolean taken;

  private HandshakeMark(AdmittedPrincipal principal, boolean admittedHere, String rawPath) {
    this.principal = principal;
    this.admittedHere = admittedHere;
    this.rawPath = rawPath;
  }

  /**
   * Leaves a mark.
   *
   * @param own properties as the handshake has them
   * @param common properties as the deployment has them
   * @param admittedHere whether no principal carries the admission, so that only the mark does
   * @return false if it cannot be told apart from other handshakes' marks, and was not left
   */
  static boolean leave(
      Map<String, Object> own,
      Map<String, Object> common,
      AdmittedPrincipal principal,
      boolean admittedHere,
      String rawPath) {
    HandshakeMark mark = new HandshakeMark(principal, admittedHere, rawPath);
    if (own.putIfAbsent(KEY, mark) != null) {
      return false; // another handshake was here: the map is shared
    }
    if (common.get(KEY) == mark) {
      common.remove(KEY, mark);
      return false;
    }
    return true;
  }

  /**
   * The mark of a connection, once.
   *
   * @param properties the session's or the configuration's
   * @param carrier the admission that the session's principal carries; null where none does
   */
  static @Nullable HandshakeMark take(
      Map<String, Object> properties, @Nullable AdmittedPrincipal carrier) {
    if (!(properties.get(KEY) instanceof HandshakeMark mark)) {
      return null;
    }
    boolean mine = carrier == null ? mark.admittedHere : mark.principal == carrier;
    return mine && mark.takenNow() ? mark : null;
  }

  private synchronized boolean takenNow() {
    boolean first = !taken;
    taken = true;
    return first;
  }

  AdmittedPrincipal principal() {
    return principal;
  }

  /** The path as the client sent it, still percent-encoded. */
  String rawPath() {
    return rawPath;
  }

  @Override
  public String toString() {
    return "handshake mark";
  }
}
