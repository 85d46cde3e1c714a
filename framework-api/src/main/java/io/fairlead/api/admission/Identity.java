package io.fairlead.api.admission;

import static java.util.Objects.requireNonNull;

import java.security.Principal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A verified user: a name, roles, and the claims that an authenticator vouches for. Immutable and
 * safe for any thread. An endpoint gets it from {@code session.getUserPrincipal()}.
 *
 * <p>Its text form is the name alone: claims never reach a log by accident.
 */
public final class Identity implements Principal {

  /** Nobody in particular: what a connection has where authentication is switched off. */
  public static final Identity ANONYMOUS = new Identity(new Builder("anonymous"));

  private final String name;
  private final Set<String> roles;
  private final Map<String, Object> claims;
  private final @Nullable Instant expiresAt;

  private Identity(Builder builder) {
    this.name = builder.name;
    this.roles = Collections.unmodifiableSet(new LinkedHashSet<>(builder.roles));
    this.claims = Collections.unmodifiableMap(new LinkedHashMap<>(builder.claims));
    this.expiresAt = builder.expiresAt;
  }

  /** An identity with a name and nothing else. */
  public static Identity of(String name) {
    return builder(name).build();
  }

  /**
   * Starts an identity.
   *
   * @param name the user's name, not blank
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** The user's name; for a JWT its {@code sub} claim. */
  @Override
  public String getName() {
    return name;
  }

  /** Whether this is {@link #ANONYMOUS}. */
  public boolean isAnonymous() {
    return this == ANONYMOUS;
  }

  /** The roles that {@code session.isUserInRole} answers to, in the order they were given. */
  public Set<String> roles() {
    return roles;
  }

  /** The verified claims by name, as JSON values (strings, numbers, booleans, lists, maps). */
  public Map<String, Object> claims() {
    return claims;
  }

  /** When the proof of this identity ends; empty where it does not. */
  public Optional<Instant> expiresAt() {
    return Optional.ofNullable(expiresAt);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Identity that
        && name.equals(that.name)
        && roles.equals(that.roles)
        && claims.equals(that.claims)
        && expiresAt().equals(that.expiresAt())
        && isAnonymous() == that.isAnonymous();
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }

  /** Builds an {@link Identity}; for use by one thread. */
  public static final class Builder {
    private final String name;
    private final Set<String> roles = new LinkedHashSet<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();
    private @Nullable Instant expiresAt;

    private Builder(String name) {
      if (name.isBlank()) {
        throw new IllegalArgumentException("an identity needs a name");
      }
      this.name = name;
    }

    /** Adds a role. */
    public Builder role(String role) {
      roles.add(requireNonNull(role, "role"));
      return this;
    }

    /** Sets a claim, replacing one of the same name. */
    public Builder claim(String claim, Object value) {
      claims.put(requireNonNull(claim, "claim"), requireNonNull(value, "value"));
      return this;
    }

    /** Sets when the proof of this identity ends. */
    public Builder expiresAt(Instant instant) {
      expiresAt = requireNonNull(instant, "instant");
      return this;
    }

    /** The identity as set so far. */
    public Identity build() {
      return new Identity(this);
    }
  }
}
