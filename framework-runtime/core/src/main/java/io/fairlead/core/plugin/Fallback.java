package io.fairlead.core.plugin;

/** What holds while a plugin is in quarantine. Its authenticators are closed in any case. */
enum Fallback {
  /** All goes on as if the plugin were not there. */
  PROCEED,
  /** No new client is let in, and no message passes. */
  FAIL_CLOSED
}
