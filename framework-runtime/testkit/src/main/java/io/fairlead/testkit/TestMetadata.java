package io.fairlead.testkit;

import io.fairlead.api.admission.Metadata;
import java.util.Map;
import java.util.Optional;

record TestMetadata(Map<String, Object> asMap) implements Metadata {

  TestMetadata {
    asMap = Map.copyOf(asMap);
  }

  @Override
  public Optional<Object> get(String name) {
    return Optional.ofNullable(asMap.get(name));
  }
}
