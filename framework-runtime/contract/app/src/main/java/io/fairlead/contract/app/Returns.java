package io.fairlead.contract.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fairlead.core.hosting.FairleadConfigurator;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One endpoint for each kind of value that answers a message. */
public final class Returns {

  private Returns() {}

  /** Returns {@code String}. */
  @ServerEndpoint(value = "/return/String", configurator = FairleadConfigurator.class)
  public static class Text {
    /** Answers by its value. */
    @OnMessage
    public String answer(String text) {
      return "String " + text;
    }
  }

  /** Returns {@code ByteBuffer}. */
  @ServerEndpoint(value = "/return/ByteBuffer", configurator = FairleadConfigurator.class)
  public static class Buffer {
    /** Answers by its value. */
    @OnMessage
    public ByteBuffer answer(String text) {
      return ByteBuffer.wrap(("ByteBuffer " + text).getBytes(UTF_8));
    }
  }

  /** Returns {@code byte[]}. */
  @ServerEndpoint(value = "/return/bytes", configurator = FairleadConfigurator.class)
  public static class Bytes {
    /** Answers by its value. */
    @OnMessage
    public byte[] answer(String text) {
      return ("bytes " + text).getBytes(UTF_8);
    }
  }

  /** Returns {@code int}. */
  @ServerEndpoint(value = "/return/int", configurator = FairleadConfigurator.class)
  public static class Int {
    /** Answers by its value. */
    @OnMessage
    public int answer(String text) {
      return text.length();
    }
  }

  /** Returns {@code boolean}. */
  @ServerEndpoint(value = "/return/boolean", configurator = FairleadConfigurator.class)
  public static class Bool {
    /** Answers by its value. */
    @OnMessage
    public boolean answer(String text) {
      return !text.isEmpty();
    }
  }

  /** Returns {@code long}. */
  @ServerEndpoint(value = "/return/long", configurator = FairleadConfigurator.class)
  public static class Lo {
    /** Answers by its value. */
    @OnMessage
    public long answer(String text) {
      return 9_000_000_000L;
    }
  }

  /** Returns {@code double}. */
  @ServerEndpoint(value = "/return/double", configurator = FairleadConfigurator.class)
  public static class Do {
    /** Answers by its value. */
    @OnMessage
    public double answer(String text) {
      return 1.5;
    }
  }

  /** Returns {@code Integer}. */
  @ServerEndpoint(value = "/return/Integer", configurator = FairleadConfigurator.class)
  public static class Boxed {
    /** Answers by its value. */
    @OnMessage
    public Integer answer(String text) {
      return -text.length();
    }
  }

  /** Returns {@code CompletionStage<String>}. */
  @ServerEndpoint(value = "/return/CompletionStage", configurator = FairleadConfigurator.class)
  public static class Stage {
    /** Answers by its value. */
    @OnMessage
    public CompletionStage<String> answer(String text) {
      return CompletableFuture.supplyAsync(() -> "later " + text);
    }
  }

  /** Returns {@code @Nullable String}. */
  @ServerEndpoint(value = "/return/null", configurator = FairleadConfigurator.class)
  public static class Nothing {
    /** Answers by its value. */
    @OnMessage
    public @Nullable String answer(String text) {
      return text.equals("null") ? null : text;
    }
  }

  /** Returns an object for {@code Encoder.Text}. */
  @ServerEndpoint(
      value = "/return/Encoder.Text",
      encoders = Coders.ToText.class,
      configurator = FairleadConfigurator.class)
  public static class EncodedText {
    /** Answers by its value. */
    @OnMessage
    public Word answer(String text) {
      return new Word(text);
    }
  }

  /** Returns an object for {@code Encoder.TextStream}. */
  @ServerEndpoint(
      value = "/return/Encoder.TextStream",
      encoders = Coders.ToWriter.class,
      configurator = FairleadConfigurator.class)
  public static class EncodedWriter {
    /** Answers by its value. */
    @OnMessage
    public Word answer(String text) {
      return new Word(text);
    }
  }

  /** Returns an object for {@code Encoder.Binary}. */
  @ServerEndpoint(
      value = "/return/Encoder.Binary",
      encoders = Coders.ToBytes.class,
      configurator = FairleadConfigurator.class)
  public static class EncodedBytes {
    /** Answers by its value. */
    @OnMessage
    public Word answer(String text) {
      return new Word(text);
    }
  }

  /** Returns an object for {@code Encoder.BinaryStream}. */
  @ServerEndpoint(
      value = "/return/Encoder.BinaryStream",
      encoders = Coders.ToStream.class,
      configurator = FairleadConfigurator.class)
  public static class EncodedStream {
    /** Answers by its value. */
    @OnMessage
    public Word answer(String text) {
      return new Word(text);
    }
  }
}
