package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.OutageTolerantJWKSetSource;
import com.nimbusds.jose.jwk.source.RefreshAheadCachingJWKSetSource;
import com.nimbusds.jose.jwk.source.RetryingJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a key set that may change: cached, fetched anew ahead of the cache's end, kept through an
 * outage for ten times the cache's time.
 *
 * <p>A token whose key is not in the set may be forged, or signed with a key that has just been
 * added. So it waits for one new fetch that it shares with all others who wait; fetches of this
 * kind keep a distance, however many forged tokens come. Only after that fetch is the key called
 * unknown. (The library's own rate limiter fails at once here, and so turns a rotation away while a
 * flood of forged key ids lasts.)
 */
@SuppressWarnings("ReferenceEquality") // a set that was fetched anew is another object
final class KeySetKeys implements VerificationKeys {

  private static final Logger LOG = LogManager.getLogger(KeySetKeys.class);
  private static final int MAX_WAITING = 10_000;
  private static final long FETCH_SECONDS = 10;

  private final WatchedKeySet watched;
  private final JWKSetSource<SecurityContext> cached;
  private final Clock clock;
  private final ExecutorService executor;
  private final long distanceNanos;
  private final Semaphore waiting = new Semaphore(MAX_WAITING);
  private volatile @Nullable KeyRing ring;
  private @Nullable CompletableFuture<JWKSet> next;
  private long notBefore = System.nanoTime();

  /**
   * Keys of a set.
   *
   * @param origin fetches it
   * @param name for the log
   * @param cache how long a fetched set is used, at least a second
   * @param distance shortest time between two fetches for unknown keys
   */
  KeySetKeys(
      JWKSetSource<SecurityContext> origin,
      String name,
      Duration cache,
      Duration distance,
      Clock clock,
      ExecutorService executor) {
    long millis = Math.min(cache.toMillis(), TimeUnit.DAYS.toMillis(365));
    this.clock = clock;
    this.executor = executor;
    this.distanceNanos = distance.toNanos();
    this.watched = new WatchedKeySet(new RetryingJWKSetSource<>(origin, null), name);
    this.cached =
        new RefreshAheadCachingJWKSetSource<>(
            new OutageTolerantJWKSetSource<>(watched, millis * 10, null),
            millis,
            Math.min(5_000, millis / 2),
            Math.min(30_000, millis / 4),
            false,
            executor,
            false,
            null);
  }

  @Override
  public CompletionStage<List<VerificationKey>> candidates(JWSHeader header) {
    try {
      JWKSet set = current();
      List<VerificationKey> known = ring(set).find(header);
      return known.isEmpty()
          ? afterNextFetch().thenApplyAsync(newer -> ring(newer).find(header), executor)
          : CompletableFuture.completedFuture(known);
    } catch (KeysUnavailableException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** The ring of the set as it is now. */
  KeyRing ring() {
    return ring(current());
  }

  @Override
  public boolean holds(String fingerprint) {
    return ring().keys().stream().anyMatch(entry -> entry.key().fingerprint().equals(fingerprint));
  }

  @Override
  public void load() {
    ring();
  }

  private JWKSet current() {
    return get(JWKSetCacheRefreshEvaluator.noRefresh());
  }

  private JWKSet get(JWKSetCacheRefreshEvaluator evaluator) {
    try {
      return cached.getJWKSet(evaluator, clock.millis(), null);
    } catch (KeySourceException e) {
      throw new KeysUnavailableException(String.valueOf(e.getMessage()));
    }
  }

  private KeyRing ring(JWKSet set) {
    KeyRing known = ring;
    if (known == null || known.set() != set) {
      known = KeyRing.of(set);
      ring = known;
    }
    return known;
  }

  private CompletableFuture<JWKSet> afterNextFetch() {
    if (!waiting.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new KeysUnavailableException("too many tokens with unknown keys are waiting"));
    }
    return nextFetch().whenComplete((set, fault) -> waiting.release());
  }

  /** A fetch that has not begun yet: one under way may be too old for a key added meanwhile. */
  private synchronized CompletableFuture<JWKSet> nextFetch() {
    CompletableFuture<JWKSet> known = next;
    if (known != null) {
      return known;
    }
    CompletableFuture<JWKSet> fetch = new CompletableFuture<>();
    next = fetch;
    var unused =
        fetch
            .orTimeout(FETCH_SECONDS, TimeUnit.SECONDS)
            .whenComplete((set, fault) -> begun(fetch)); // where it never began
    CompletableFuture.delayedExecutor(
            Math.max(0, notBefore - System.nanoTime()), TimeUnit.NANOSECONDS, executor)
        .execute(() -> fetch(fetch));
    return fetch;
  }

  private synchronized void begun(CompletableFuture<JWKSet> fetch) {
    if (next == fetch) {
      next = null;
      notBefore = System.nanoTime() + distanceNanos;
    }
  }

  private void fetch(CompletableFuture<JWKSet> fetch) {
    begun(fetch);
    try {
      long before = watched.successes();
      JWKSet set = get(JWKSetCacheRefreshEvaluator.referenceComparison(current()));
      // in an outage the old keys come back, which says nothing about a new one
      if (watched.successes() > before) {
        fetch.complete(set);
      } else {
        fetch.completeExceptionally(new KeysUnavailableException("the key set is out of reach"));
      }
    } catch (RuntimeException e) {
      fetch.completeExceptionally(e);
    }
  }

  @Override
  public boolean mayBlock() {
    return true;
  }

  @Override
  public void close() {
    try {
      cached.close();
    } catch (IOException e) {
      LOG.debug("Closing the key set failed: {}", e.getMessage());
    }
  }
}
