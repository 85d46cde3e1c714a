package io.fairlead.core.plugin;

import java.util.List;
import java.util.Map;

/** What a running server does where plugins come, change and go. Safe for any thread. */
public interface LiveServer {

  /**
   * The endpoints of a plugin.
   *
   * @param classes the annotated ones
   * @param usage counts the calls to their instances
   */
  record Endpoints(List<Class<?>> classes, Usage usage) {

    static final Endpoints NONE = new Endpoints(List.of(), new Usage());

    /** Copies the list. */
    public Endpoints {
      classes = List.copyOf(classes);
    }
  }

  /** Endpoints that are ready to take the place of others. For use by one thread. */
  interface Exchange {

    /** Makes the exchange, with the contributions of that version; fails never. */
    void commit(long version);

    /** The same for the share of the connections that try them, with those contributions. */
    void tryOut(long version);

    /** Forgets what was replaced or only tried, when nothing of it is under way any more. */
    void settle();
  }

  /**
   * Gets endpoints ready, without an effect yet.
   *
   * @param next what each plugin will have; no classes where it goes
   * @throws PluginException if a class is illegal, its path is taken, or the server cannot open it
   */
  Exchange prepare(Map<String, Endpoints> next);

  /** What is under way now. */
  UnderWay underWay();
}
