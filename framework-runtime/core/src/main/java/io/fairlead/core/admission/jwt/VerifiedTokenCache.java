package io.fairlead.core.admission.jwt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers good tokens by their SHA-256, never the tokens themselves. Bounded: the one that was
 * not used for longest goes first. Whether a token is valid now is for the caller to check on every
 * hit.
 */
final class VerifiedTokenCache {

  private record Entry(VerifiedToken token, Instant forgetAt) {}

  private final Map<String, Entry> entries;
  private final Duration memory;
  private final Clock clock;

  /**
   * An empty cache.
   *
   * @param capacity most entries
   * @param memory longest time for which a signature need not be checked again: where keys can be
   *     taken out of a key set, tokens of such a key must end too
   */
  VerifiedTokenCache(int capacity, Duration memory, Clock clock) {
    this.memory = memory;
    this.clock = clock;
    this.entries =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > capacity;
          }
        };
  }

  @Nullable VerifiedToken find(String digest) {
    Instant now = clock.instant();
    synchronized (entries) {
      Entry entry = entries.get(digest);
      if (entry != null && !now.isBefore(entry.forgetAt())) {
        entries.remove(digest);
        return null;
      }
      return entry == null ? null : entry.token();
    }
  }

  void put(String digest, VerifiedToken token) {
    Instant latest = clock.instant().plus(memory);
    // skew may let a token live past its expiry; it is verified anew then
    Instant forgetAt = token.expiresAt().isBefore(latest) ? token.expiresAt() : latest;
    synchronized (entries) {
      entries.put(digest, new Entry(token, forgetAt));
    }
  }

  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }

  /** The key of a token. */
  static String digest(String token) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(token.getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
