package io.fairlead.core.hosting;

import jakarta.websocket.DecodeException;
import org.jspecify.annotations.Nullable;

/** Finds the value of one parameter. */
@FunctionalInterface
interface Argument {

  /** The value for this call. */
  @Nullable Object of(Call call) throws DecodeException;
}
