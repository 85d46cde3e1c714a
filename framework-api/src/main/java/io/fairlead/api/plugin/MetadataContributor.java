package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;
import io.fairlead.api.admission.Handshake;
import io.fairlead.api.admission.SecurityContext;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Adds facts about a client that was let in, before the upgrade.
 *
 * <p>Called off the event loop, for many handshakes at once; it may block, but the admission
 * deadline runs. A contributor that fails or is late adds nothing, and the client is let in without
 * it; the error handlers are told, without a connection. Names that start with {@code fairlead.}
 * are refused; of two contributors that give the same name the first in order wins.
 */
@UserImplemented
public non-sealed interface MetadataContributor extends Contribution {

  /**
   * Finds the facts.
   *
   * @return names and immutable values; best {@code <plugin id>.<name>}
   */
  CompletionStage<Map<String, Object>> contribute(Handshake handshake, SecurityContext security);
}
