package io.fairlead.cdi;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Vetoed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.websocket.server.ServerEndpoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Endpoint classes of every scope that the tests need. */
final class Endpoints {

  private Endpoints() {}

  /** What happened to instances, in order. */
  @ApplicationScoped
  static class Journal {
    private final List<String> entries = new ArrayList<>();

    synchronized void note(String entry) {
      entries.add(entry);
    }

    synchronized List<String> entries() {
      return List.copyOf(entries);
    }
  }

  /** A dependent helper of an endpoint: it has to end with the endpoint. */
  @Dependent
  static class Helper {
    @Inject Journal journal;

    @PreDestroy
    void end() {
      journal.note("helper ended");
    }
  }

  @ServerEndpoint("/dependent")
  @Dependent
  public static class DependentEndpoint {
    @Inject Journal journal;
    @Inject Helper helper;

    @PostConstruct
    void begin() {
      journal.note("begun");
    }

    @PreDestroy
    void end() {
      journal.note("ended");
    }
  }

  @ServerEndpoint("/shared")
  @ApplicationScoped
  public static class SharedEndpoint {
    @Inject Journal journal;
    private int count;

    public synchronized int next() {
      return ++count;
    }

    @PreDestroy
    void end() {
      journal.note("shared ended");
    }
  }

  @ServerEndpoint("/singleton")
  @Singleton
  public static class SingletonEndpoint {
    @Inject Journal journal;

    @PreDestroy
    void end() {
      journal.note("singleton ended");
    }
  }

  @ServerEndpoint("/no-bean")
  @Vetoed
  public static class NoBeanEndpoint {
    @Inject Journal journal;
    @Inject Helper helper;

    @PostConstruct
    void begin() {
      journal.note("begun");
    }

    @PreDestroy
    void end() {
      journal.note("ended");
    }
  }

  /** No bean, and nothing can fill its injection point. */
  @Vetoed
  public static class Unsatisfied {
    @Inject @Nullable Runnable nobodyMakesThis;
  }

  /** A bean whose subclass is an endpoint too. */
  @ServerEndpoint("/base")
  @Dependent
  public static class BaseEndpoint {}

  @ServerEndpoint("/derived")
  @Dependent
  public static class DerivedEndpoint extends BaseEndpoint {}

  @Alternative
  @Dependent
  public static class AlternativeEndpoint extends BaseEndpoint {}

  /** No bean itself, but two producers make it. */
  @Vetoed
  public static class ProducedTwice {}

  @Dependent
  static class TwoProducers {
    @Produces
    ProducedTwice one() {
      return new ProducedTwice();
    }

    @Produces
    ProducedTwice two() {
      return new ProducedTwice();
    }
  }

  @ServerEndpoint("/fails")
  @Vetoed
  public static class FailingEndpoint {
    @Inject Helper helper;

    @PostConstruct
    void begin() {
      throw new IllegalStateException("no luck today");
    }
  }

  @ServerEndpoint("/abstract")
  public abstract static class AbstractEndpoint {}

  /** Not marked itself: the annotation is not inherited. */
  @Dependent
  public static class Unmarked extends BaseEndpoint {}
}
