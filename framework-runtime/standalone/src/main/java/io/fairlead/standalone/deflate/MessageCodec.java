package io.fairlead.standalone.deflate;

/**
 * Both directions of one connection that agreed on compression. For its event loop.
 *
 * @param deflater for what is sent
 * @param inflater for what comes in
 */
public record MessageCodec(MessageDeflater deflater, MessageInflater inflater) {

  /** Gives back all memory outside of the heap. May be called again. */
  public void close() {
    deflater.close();
    inflater.close();
  }
}
