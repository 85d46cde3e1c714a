package io.fairlead.core.admission.jwt;

import com.nimbusds.jose.JWSHeader;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where keys come from. Safe for any thread. */
interface VerificationKeys extends AutoCloseable {

  /**
   * The keys that a token with this header may have been signed with; of the header only {@code
   * alg} and {@code kid} count, never a key or an address that stands in it.
   *
   * @return fails with {@link KeysUnavailableException} where that cannot be said now
   */
  CompletionStage<List<VerificationKey>> candidates(JWSHeader header);

  /** Whether {@link #candidates} may block. */
  boolean mayBlock();

  /**
   * Whether a key is among them.
   *
   * @throws KeysUnavailableException where that cannot be said now
   */
  boolean holds(String fingerprint);

  /**
   * Fetches them where they have to be. May block.
   *
   * @throws KeysUnavailableException if they are out of reach
   */
  default void load() {}

  @Override
  void close();
}
