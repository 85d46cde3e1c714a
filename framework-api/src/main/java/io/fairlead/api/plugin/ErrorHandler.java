package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;

/**
 * Decides what a failure means. Handlers are asked in order until one says something other than
 * {@link ErrorDecision#next()}; where all do, the endpoint's {@code @OnError} and then the default
 * of the {@linkplain ErrorContext#source() source} apply.
 *
 * <p>Called where the failure was noticed: in line with the connection's other callbacks for a
 * failure of a message. Must not block for long. What it throws counts as {@code next()}.
 */
@UserImplemented
public non-sealed interface ErrorHandler extends Contribution {

  /** Takes a failure. */
  ErrorDecision onError(ErrorContext context, Throwable error);
}
