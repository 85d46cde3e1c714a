package io.fairlead.contract.app;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** One endpoint for each primitive type that a text message can be taken as. */
public final class TakesPrimitives {

  private TakesPrimitives() {}

  /** Takes {@code boolean}. */
  @ServerEndpoint(value = "/take/boolean", configurator = FairleadConfigurator.class)
  public static class Bool {
    /** Answers what it took. */
    @OnMessage
    public String take(boolean value) {
      return "boolean " + value;
    }
  }

  /** Takes {@code char}. */
  @ServerEndpoint(value = "/take/char", configurator = FairleadConfigurator.class)
  public static class Ch {
    /** Answers what it took. */
    @OnMessage
    public String take(char value) {
      return "char " + value;
    }
  }

  /** Takes {@code byte}. */
  @ServerEndpoint(value = "/take/byte", configurator = FairleadConfigurator.class)
  public static class By {
    /** Answers what it took. */
    @OnMessage
    public String take(byte value) {
      return "byte " + value;
    }
  }

  /** Takes {@code short}. */
  @ServerEndpoint(value = "/take/short", configurator = FairleadConfigurator.class)
  public static class Sh {
    /** Answers what it took. */
    @OnMessage
    public String take(short value) {
      return "short " + value;
    }
  }

  /** Takes {@code int}. */
  @ServerEndpoint(value = "/take/int", configurator = FairleadConfigurator.class)
  public static class In {
    /** Answers what it took. */
    @OnMessage
    public String take(int value) {
      return "int " + value;
    }
  }

  /** Takes {@code long}. */
  @ServerEndpoint(value = "/take/long", configurator = FairleadConfigurator.class)
  public static class Lo {
    /** Answers what it took. */
    @OnMessage
    public String take(long value) {
      return "long " + value;
    }
  }

  /** Takes {@code float}. */
  @ServerEndpoint(value = "/take/float", configurator = FairleadConfigurator.class)
  public static class Fl {
    /** Answers what it took. */
    @OnMessage
    public String take(float value) {
      return "float " + value;
    }
  }

  /** Takes {@code double}. */
  @ServerEndpoint(value = "/take/double", configurator = FairleadConfigurator.class)
  public static class Do {
    /** Answers what it took. */
    @OnMessage
    public String take(double value) {
      return "double " + value;
    }
  }
}
