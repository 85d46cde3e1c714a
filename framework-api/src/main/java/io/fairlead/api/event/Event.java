package io.fairlead.api.event;

import io.fairlead.api.UserImplemented;

/**
 * Something that happened. The runtime's own kinds stand in this package; plugins and applications
 * may have others. Should be immutable: listeners read it from several threads.
 */
@UserImplemented
public interface Event {}
