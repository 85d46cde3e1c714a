package io.fairlead.core.admission;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.core.admission.jwt.TokenProof;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the security stage decided on a client that it let through.
 *
 * @param proof by what the built-in authenticator found its token good; null where another vouches
 */
public record ClearedClient(
    Identity identity, String authenticator, Optional<String> origin, @Nullable TokenProof proof)
    implements SecurityContext {

  /** A client for whom something else than a token of ours speaks. */
  public ClearedClient(Identity identity, String authenticator, Optional<String> origin) {
    this(identity, authenticator, origin, null);
  }
}
