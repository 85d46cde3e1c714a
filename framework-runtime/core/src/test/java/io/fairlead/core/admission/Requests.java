package io.fairlead.core.admission;

import io.fairlead.core.support.MovableClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds handshake requests. */
final class Requests {

  private final Map<String, List<String>> headers = new HashMap<>();
  private @Nullable String query;
  private @Nullable String peer = "203.0.113.9";
  private boolean secure;

  static Requests request() {
    return new Requests().header("Host", "chat.example.com");
  }

  Requests header(String name, String value) {
    headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>()).add(value);
    return this;
  }

  Requests host(String host) {
    headers.remove("host");
    return header("Host", host);
  }

  Requests bearer(String token) {
    return header("Authorization", "Bearer " + token);
  }

  Requests query(String raw) {
    query = raw;
    return this;
  }

  Requests peer(@Nullable String address) {
    peer = address;
    return this;
  }

  Requests secure() {
    secure = true;
    return this;
  }

  UpgradeRequest build() {
    return new UpgradeRequest("/ws/alice", query, headers, peer, secure, MovableClock.START);
  }
}
