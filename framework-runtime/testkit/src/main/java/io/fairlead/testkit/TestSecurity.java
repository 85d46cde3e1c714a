package io.fairlead.testkit;

import io.fairlead.api.admission.Identity;
import io.fairlead.api.admission.SecurityContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A security context with values of your own: {@code TestSecurity.of(Identity.of("alice"))}. */
public final class TestSecurity implements SecurityContext {

  private final Identity identity;
  private final String authenticator;
  private final @Nullable String origin;

  private TestSecurity(Identity identity, String authenticator, @Nullable String origin) {
    this.identity = identity;
    this.authenticator = authenticator;
    this.origin = origin;
  }

  /** That identity, vouched for by {@code test}, with no origin. */
  public static TestSecurity of(Identity identity) {
    return new TestSecurity(identity, "test", null);
  }

  /** The same, vouched for by another authenticator. */
  public TestSecurity authenticator(String name) {
    return new TestSecurity(identity, name, origin);
  }

  /** The same with an origin. */
  public TestSecurity origin(String value) {
    return new TestSecurity(identity, authenticator, value);
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public String authenticator() {
    return authenticator;
  }

  @Override
  public Optional<String> origin() {
    return Optional.ofNullable(origin);
  }
}
