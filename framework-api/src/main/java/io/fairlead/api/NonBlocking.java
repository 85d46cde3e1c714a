package io.fairlead.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Keeps the callbacks of a {@code @ServerEndpoint} class on the event loop of the standalone
 * server, which spares a change of threads for every message.
 *
 * <p>Such a callback must not block: it holds up every other connection of its event loop. A send
 * through {@code getBasicRemote()} from it never waits; where the outbound queue has no room it
 * fails at once with an {@link java.io.IOException}. On a Jakarta EE server the mark has no effect.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NonBlocking {}
