package io.fairlead.plugins.geo;

import io.fairlead.api.admission.Handshake;
import io.fairlead.api.admission.SecurityContext;
import io.fairlead.api.plugin.MetadataContributor;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Looks the client's address up. The database lies in memory: no lookup waits for anything. */
final class GeoContributor implements MetadataContributor {

  private final GeoDatabase database;

  GeoContributor(GeoDatabase database) {
    this.database = database;
  }

  @Override
  public CompletionStage<Map<String, Object>> contribute(
      Handshake handshake, SecurityContext security) {
    Optional<String> address = handshake.network().clientAddress();
    try {
      return CompletableFuture.completedFuture(
          address.isEmpty() ? Map.of() : database.lookUp(address.get()));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
