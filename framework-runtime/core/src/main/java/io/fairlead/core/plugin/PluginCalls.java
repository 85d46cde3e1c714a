package io.fairlead.core.plugin;

import io.fairlead.api.plugin.Contribution;
import io.fairlead.api.plugin.ErrorContext;

/** How plugins are called for one connection, and where its failures go. Safe for any thread. */
public interface PluginCalls {

  /** Logs, and tells nobody. */
  PluginCalls UNROUTED =
      new PluginCalls() {
        @Override
        public <T extends Contribution> boolean call(
            ErrorContext.Source source, Contributed<T> target, Invoker.Call<T> call) {
          return Invoker.call(target, call) == null;
        }

        @Override
        public void report(ErrorContext.Source source, Throwable error) {}
      };

  /**
   * Calls, within a deadline; what is thrown goes to the error handlers, and so does an overrun.
   *
   * @return whether it returned in time and threw nothing
   */
  <T extends Contribution> boolean call(
      ErrorContext.Source source, Contributed<T> target, Invoker.Call<T> call);

  /**
   * Tells the error handlers, soon and elsewhere, of what ends the connection: not the endpoint.
   */
  void report(ErrorContext.Source source, Throwable error);
}
