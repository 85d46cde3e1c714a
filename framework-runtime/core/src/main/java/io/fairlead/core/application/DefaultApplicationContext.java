package io.fairlead.core.application;

import io.fairlead.api.admission.TokenIssuer;
import io.fairlead.api.application.ApplicationContext;
import io.fairlead.api.connection.ConnectionRegistry;
import io.fairlead.api.plugin.Contributions;
import java.util.Optional;

record DefaultApplicationContext(
    Contributions contributions, ConnectionRegistry connections, Optional<TokenIssuer> tokens)
    implements ApplicationContext {}
