package io.fairlead.contract.report;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A check that is known to fail on one server. It runs all the same and must fail: when it passes,
 * the run fails until the annotation is gone. Stands on the method, or on a group's class for all.
 */
@Documented
@Repeatable(Differs.List.class)
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Differs {

  /** As {@code -Dserver=} names it. */
  String server();

  /** Whether it fails in every run; a race of the server's may be won now and then. */
  boolean always() default true;

  /** For the reader of the table: what the server does, and what that means for an application. */
  String why();

  /** Several servers. */
  @Documented
  @Target({ElementType.METHOD, ElementType.TYPE})
  @Retention(RetentionPolicy.RUNTIME)
  @interface List {
    /** One for each. */
    Differs[] value();
  }
}
