package io.fairlead.cdi;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import jakarta.enterprise.context.NormalScope;
import java.lang.annotation.Documented;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * One instance for each WebSocket connection of a hosted endpoint. Active while a callback of the
 * connection runs on the thread: the making of the endpoint, its methods, its message handlers and
 * {@code SendHandler}s, its end. Instances are made when they are first used, and destroyed after
 * the endpoint, when the connection has ended; on other threads there is no such scope. A callback
 * and a {@code SendHandler} of one connection may run at the same time.
 */
@NormalScope(passivating = false)
@Inherited
@Documented
@Retention(RUNTIME)
@Target({TYPE, METHOD, FIELD})
public @interface ConnectionScoped {}
