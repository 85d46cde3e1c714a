package io.fairlead.api.application;

import io.fairlead.api.FrameworkOwned;
import io.fairlead.api.admission.Revocations;
import io.fairlead.api.admission.SecurityPolicies;
import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.event.EventBus;
import io.fairlead.api.plugin.Contributions;
import io.fairlead.api.topic.Topics;
import java.util.Optional;

/**
 * What an application is handed at its start. Safe for any thread; good until the application has
 * stopped.
 */
@FrameworkOwned
public interface ApplicationContext {

  /** Where it adds what it contributes; its end takes all of that out again. */
  Contributions contributions();

  /** The open connections. */
  ConnectionRegistry connections();

  /** Takes back what was let in. */
  Revocations revocations();

  /** The security policy in force, and how to replace it. */
  SecurityPolicies policies();

  /** Topics; what is registered there ends with the application. */
  Topics topics();

  /** Events; a listener ends with the application. */
  EventBus events();

  /** Makes tokens; there where the runtime holds a key that it can sign with. */
  Optional<TokenIssuer> tokens();
}
