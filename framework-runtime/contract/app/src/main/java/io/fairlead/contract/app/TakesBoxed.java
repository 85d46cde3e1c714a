package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** One endpoint for each boxed type that a text message can be taken as. */
public final class TakesBoxed {

  private TakesBoxed() {}

  /** Takes {@code Boolean}. */
  @ServerEndpoint(value = "/take/Boolean", configurator = FairleadConfigurator.class)
  public static class Bool {
    /** Answers what it took. */
    @OnMessage
    public String take(Boolean value) {
      return "Boolean " + value;
    }
  }

  /** Takes {@code Character}. */
  @ServerEndpoint(value = "/take/Character", configurator = FairleadConfigurator.class)
  public static class Ch {
    /** Answers what it took. */
    @OnMessage
    public String take(Character value) {
      return "Character " + value;
    }
  }

  /** Takes {@code Byte}. */
  @ServerEndpoint(value = "/take/Byte", configurator = FairleadConfigurator.class)
  public static class By {
    /** Answers what it took. */
    @OnMessage
    public String take(Byte value) {
      return "Byte " + value;
    }
  }

  /** Takes {@code Short}. */
  @ServerEndpoint(value = "/take/Short", configurator = FairleadConfigurator.class)
  public static class Sh {
    /** Answers what it took. */
    @OnMessage
    public String take(Short value) {
      return "Short " + value;
    }
  }

  /** Takes {@code Integer}. */
  @ServerEndpoint(value = "/take/Integer", configurator = FairleadConfigurator.class)
  public static class In {
    /** Answers what it took. */
    @OnMessage
    public String take(Integer value) {
      return "Integer " + value;
    }
  }

  /** Takes {@code Long}. */
  @ServerEndpoint(value = "/take/Long", configurator = FairleadConfigurator.class)
  public static class Lo {
    /** Answers what it took. */
    @OnMessage
    public String take(Long value) {
      return "Long " + value;
    }
  }

  /** Takes {@code Float}. */
  @ServerEndpoint(value = "/take/Float", configurator = FairleadConfigurator.class)
  public static class Fl {
    /** Answers what it took. */
    @OnMessage
    public String take(Float value) {
      return "Float " + value;
    }
  }

  /** Takes {@code Double}. */
  @ServerEndpoint(value = "/take/Double", configurator = FairleadConfigurator.class)
  public static class Do {
    /** Answers what it took. */
    @OnMessage
    public String take(Double value) {
      return "Double " + value;
    }
  }
}
