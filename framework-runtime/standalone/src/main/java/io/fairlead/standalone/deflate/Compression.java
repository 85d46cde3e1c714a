package io.fairlead.standalone.deflate;

import io.fairlead.core.config.FairleadConfig;
import io.fairlead.core.config.Settings;
import io.fairlead.core.memory.MemoryBudget;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Compression on one server: what it agrees to, and the compressors of its event loops, which end
 * with their threads. What connections keep of them is bounded, by as much as their messages are,
 * but apart from those: it lies outside of the heap. Safe for any thread.
 */
public final class Compression {

  private final boolean enabled;
  private final int minBytes;
  private final int maxMessageBytes;
  private final boolean serverTakeover;
  private final boolean clientTakeover;
  private final MemoryBudget kept;
  private final ZlibPool.Live live = new ZlibPool.Live();
  private final FastThreadLocal<ZlibPool> pools;

  private Compression(FairleadConfig config) {
    enabled = config.get(Settings.COMPRESSION);
    minBytes = config.get(Settings.COMPRESSION_MIN_BYTES);
    maxMessageBytes = config.get(Settings.MESSAGE_BYTES);
    serverTakeover = config.get(Settings.COMPRESSION_SERVER_CONTEXT);
    clientTakeover = config.get(Settings.COMPRESSION_CLIENT_CONTEXT);
    kept = MemoryBudget.of(config);
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

  /**
   * What an offer of this extension comes to; null where it must be declined. Clients may use
   * context takeover, which the server must follow to the connection's end, only while there is
   * plenty of room for that.
   */
  public @Nullable Agreement agree(ExtensionOffer offer) {
    boolean room = kept.taken() <= kept.max() / 2;
    return enabled ? Agreement.to(offer, serverTakeover, clientTakeover && room) : null;
  }

  /** The compressors of one connection. They hold nothing before their first message. */
  public MessageCodec codec(Agreement agreement) {
    return new MessageCodec(
        new MessageDeflater(pools, agreement.serverContextTakeover(), minBytes, kept.account()),
        new MessageInflater(
            pools, agreement.clientContextTakeover(), maxMessageBytes, kept.account()));
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
