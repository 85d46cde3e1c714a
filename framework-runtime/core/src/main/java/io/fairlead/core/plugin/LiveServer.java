package io.fairlead.core.plugin;

import java.util.List;
import java.util.Map;

/** What a running server does where plugins come, change and go. Safe for any thread. */
public interface LiveServer {

  /** Endpoints that are ready to take the place of others. For use by one thread. */
  interface Exchange {

    /** Makes the exchange, with the contributions of that version; fails never. */
    void commit(long version);

    /** Forgets what was replaced, when nothing of it is under way any more. */
    void settle();
  }

  /**
   * Gets endpoints ready, without an effect yet.
   *
   * @param next the annotated classes that each plugin will have; none where it goes
   * @throws PluginException if a class is illegal, its path is taken, or the server cannot open it
   */
  Exchange prepare(Map<String, List<Class<?>>> next);

  /** What is under way now. */
  UnderWay underWay();
}
