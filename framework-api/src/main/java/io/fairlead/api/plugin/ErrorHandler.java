package io.fairlead.api.plugin;

import io.fairlead.api.UserImplemented;

/**
 * Decides what a failure means. Handlers are asked in order until one says something other than
 * {@link ErrorDecision#next()}; where all do, the endpoint's {@code @OnError} and then the default
 * of the {@linkplain ErrorContext#source() source} apply.
 *
 * <p>Called where the failure was noticed: in line with the connection's other callbacks for a
 * failure of a message, from another thread for one that overran its deadline. Must not block for
 * long. What it throws counts as {@code next()}, and so does an answer that does not come within
 * {@code fairlead.hooks.timeout}. Where the context has no connection, a reply or a close ends the
 * matter and does nothing else. No decision undoes what the hook, handler or limit stands for.
 */
@UserImplemented
public non-sealed interface ErrorHandler extends Contribution {

  /** Takes a failure. */
  ErrorDecision onError(ErrorContext context, Throwable error);
}
