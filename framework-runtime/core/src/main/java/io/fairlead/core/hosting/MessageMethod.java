package io.fairlead.core.hosting;

/**
 * An {@code @OnMessage} method.
 *
 * @param method the method
 * @param form how it takes messages
 * @param maxMessageSize its limit in bytes; -1 for none
 */
record MessageMethod(EndpointMethod method, MessageForm form, long maxMessageSize) {}
