package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Watches the fetches of a key set: says when one last succeeded, fails at once for a second after
 * a failure so that waiting handshakes do not each try for themselves, and logs the beginning and
 * the end of an outage.
 */
final class WatchedKeySet implements JWKSetSource<SecurityContext> {

  private static final Logger LOG = LogManager.getLogger(WatchedKeySet.class);
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final JWKSetSource<SecurityContext> source;
  private final String name;
  private long successes;
  private long pausedUntil;
  private boolean down;

  WatchedKeySet(JWKSetSource<SecurityContext> source, String name) {
    this.source = source;
    this.name = name;
  }

  /** How many fetches have succeeded. */
  synchronized long successes() {
    return successes;
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
      throws KeySourceException {
    if (paused()) {
      throw new JWKSetUnavailableException("the last fetch failed less than a second ago");
    }
    try {
      JWKSet set = source.getJWKSet(evaluator, now, context);
      succeeded();
      return set;
    } catch (KeySourceException e) {
      failed(e);
      throw e;
    }
  }

  private synchronized boolean paused() {
    return down && System.nanoTime() - pausedUntil < 0;
  }

  private synchronized void succeeded() {
    successes++;
    if (down) {
      down = false;
      LOG.info("The key set {} can be fetched again", name);
    }
  }

  private synchronized void failed(KeySourceException cause) {
    pausedUntil = System.nanoTime() + PAUSE;
    if (!down) {
      down = true;
      LOG.warn(
          "The key set {} cannot be fetched: {}. Tokens of keys known before stay good for a while;"
              + " others get 503.",
          name,
          cause.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
