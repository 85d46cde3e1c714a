package io.fairlead.cdi;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import io.fairlead.api.topic.TopicPattern;
import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * On the event of an {@code @ObservesAsync} method: only events whose topic matches. The event must
 * be one that has a topic; else, and where the pattern is none, the application does not start.
 */
@Qualifier @Documented
@Retention(RUNTIME)
@Target({PARAMETER, FIELD, METHOD})
public @interface OnTopic {

  /** A {@link TopicPattern}, such as {@code orders.#}. */
  String value();
}
