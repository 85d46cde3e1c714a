package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetParseException;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;

/** Reads a key set from a file, anew each time it is asked. */
record KeySetFile(Path path) implements JWKSetSource<SecurityContext> {

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
      throws JWKSetUnavailableException {
    try {
      return JWKSet.parse(Files.readString(path));
    } catch (IOException e) {
      throw new JWKSetRetrievalException(path + " cannot be read", e);
    } catch (ParseException e) {
      throw new JWKSetParseException(path + " is no JSON Web Key Set", e);
    }
  }

  @Override
  public void close() {
    // holds nothing
  }
}
