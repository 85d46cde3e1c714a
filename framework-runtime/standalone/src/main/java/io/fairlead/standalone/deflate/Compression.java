package io.fairlead.standalone.deflate;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Compression on one server: what it agrees to, and the compressors of its event loops, which end
 * with their threads. Safe for any thread.
 */
public final class Compression {

  private final boolean enabled;
  private final int minBytes;
  private final int maxMessageBytes;
  private final boolean serverTakeover;
  private final boolean clientTakeover;
  private final ZlibPool.Live live = new ZlibPool.Live();
  private final FastThreadLocal<ZlibPool> pools;

  private Compression(FairleadConfig config) {
    enabled = config.get(Settings.COMPRESSION);
    minBytes = config.get(Settings.COMPRESSION_MIN_BYTES);
    maxMessageBytes = config.get(Settings.MESSAGE_BYTES);
    serverTakeover = config.get(Settings.COMPRESSION_SERVER_CONTEXT);
    clientTakeover = config.get(Settings.COMPRESSION_CLIENT_CONTEXT);
    int level = config.get(Settings.COMPRESSION_LEVEL);
    pools =
        new FastThreadLocal<>() {
          @Override
          protected ZlibPool initialValue() {
            return new ZlibPool(level, live);
          }

          @Override
          protected void onRemoval(ZlibPool pool) {
            pool.close();
          }
        };
  }

  /** As configured. */
  public static Compression of(FairleadConfig config) {
    return new Compression(config);
  }

  /** Whether the server agrees to any offer. */
  public boolean enabled() {
    return enabled;
  }

  /** What an offer of this extension comes to; null where it must be declined. */
  public @Nullable Agreement agree(ExtensionOffer offer) {
    return enabled ? Agreement.to(offer, serverTakeover, clientTakeover) : null;
  }

  /** The compressors of one connection. They hold nothing before their first message. */
  public MessageCodec codec(Agreement agreement) {
    return new MessageCodec(
        new MessageDeflater(pools, agreement.serverContextTakeover(), minBytes),
        new MessageInflater(pools, agreement.clientContextTakeover(), maxMessageBytes));
  }

  /** Deflaters with memory outside of the heap, lent or kept. */
  public int liveDeflaters() {
    return live.deflaters().get();
  }

  /** Inflaters with memory outside of the heap, lent or kept. */
  public int liveInflaters() {
    return live.inflaters().get();
  }

  /** Ends what the calling thread keeps, as happens by itself when an event loop ends. */
  void endThread() {
    pools.remove();
  }
}
