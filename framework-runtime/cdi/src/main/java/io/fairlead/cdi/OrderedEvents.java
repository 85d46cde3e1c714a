package io.fairlead.cdi;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import io.fairlead.api.event.ListenerOptions;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * On an {@code @ObservesAsync} method for events of Fairlead: the events of one connection come one
 * after the other, in the order in which they happened, as {@link ListenerOptions#ordered} says.
 */
@Documented
@Retention(RUNTIME)
@Target(METHOD)
public @interface OrderedEvents {}
