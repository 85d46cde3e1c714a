package io.fairlead.core.hosting;

import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;

/** The four kinds of encoders and decoders, in the order in which one class's kinds count. */
enum CoderKind {
  BINARY(Decoder.Binary.class, Encoder.Binary.class, false),
  TEXT(Decoder.Text.class, Encoder.Text.class, true),
  BINARY_STREAM(Decoder.BinaryStream.class, Encoder.BinaryStream.class, false),
  TEXT_STREAM(Decoder.TextStream.class, Encoder.TextStream.class, true);

  private final Class<?> decoder;
  private final Class<?> encoder;
  private final boolean text;

  CoderKind(Class<?> decoder, Class<?> encoder, boolean text) {
    this.decoder = decoder;
    this.encoder = encoder;
    this.text = text;
  }

  Class<?> decoder() {
    return decoder;
  }

  Class<?> encoder() {
    return encoder;
  }

  /** Whether it is about text messages; else about binary ones. */
  boolean text() {
    return text;
  }
}
