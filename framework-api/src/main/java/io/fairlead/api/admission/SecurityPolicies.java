package io.fairlead.api.admission;

import io.fairlead.api.FrameworkOwned;

/**
 * The security policy in force: keys, claims that tokens must have, origins, and limits of
 * connections, as one value with a number. Each handshake is judged wholly by the one that was in
 * force when it came. Safe for any thread.
 */
@FrameworkOwned
public interface SecurityPolicies {

  /** The number of the policy in force; 1 at the start. */
  long version();

  /**
   * Reads the configuration file again, and the key files that it names, and puts what they say
   * about security in force. Open connections are looked at again where {@code
   * fairlead.auth.on-reload} says {@code recheck}. May block, to read files and to fetch a key set.
   *
   * @return the number of the new policy
   * @throws IllegalArgumentException if something does not fit; its message names cause and cure,
   *     and the policy before stays in force
   */
  long reload();

  /**
   * Judges all open connections by the policy in force, and closes with {@link
   * Revocations#CLOSE_CODE} those that would not be let in now. Limits and the time do not count.
   * May block, to fetch a key set.
   *
   * @return how many were closed
   */
  int recheck();
}
