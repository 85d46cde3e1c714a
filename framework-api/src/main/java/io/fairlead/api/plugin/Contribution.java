package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;

/**
 * Something a plugin or an application adds to the runtime. Each kind is one small interface.
 *
 * <p>Faults are contained: whatever a contribution throws is logged with the plugin's id, goes to
 * the error handlers where a message or a connection is concerned, and hurts no other contribution.
 * Only a {@link VirtualMachineError} passes through, a stack overflow apart.
 *
 * @see Contributions#add
 */
@UserImplemented
public sealed interface Contribution
    permits InboundHandler,
        OutboundHandler,
        TopicMiddleware,
        ErrorHandler,
        ConnectionListener,
        Authenticator,
        MetadataContributor,
        ShutdownHook,
        StateParticipant,
        HttpRoute {}
