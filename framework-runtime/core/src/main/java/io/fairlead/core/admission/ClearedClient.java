package io.fairlead.core.admission;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.SecurityContext;
import java.util.Optional;

/** What the security stage decided on a client that it let through. */
record ClearedClient(Identity identity, String authenticator, Optional<String> origin)
    implements SecurityContext {}
