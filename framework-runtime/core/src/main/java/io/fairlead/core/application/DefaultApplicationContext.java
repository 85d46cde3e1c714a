package io.fairlead.core.application;

import io.fairlead.api.admission.Revocations;
import io.fairlead.api.admission.SecurityPolicies;
import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.api.application.ApplicationContext;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.api.topic.Topics;
import io.fairlead.core.plugin.Messaging;
import java.util.Optional;

record DefaultApplicationContext(
    Contributions contributions,
    ConnectionRegistry connections,
    Messaging.Scope messaging,
    Optional<TokenIssuer> tokens,
    Revocations revocations,
    SecurityPolicies policies)
    implements ApplicationContext {
  @Override
  public Topics topics() {
    return messaging.topics();
  }

  @Override
  public EventBus events() {
    return messaging.events();
  }
}
