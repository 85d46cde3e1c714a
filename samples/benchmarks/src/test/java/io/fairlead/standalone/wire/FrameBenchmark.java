package io.fairlead.standalone.wire;

import io.fairlead.api.connection.OutboundMessage;
import io.fairlead.core.memory.MemoryBudget;
import io.fairlead.core.transport.OutboundFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A client's frame taken apart (header, unmasking, UTF-8), and the server's put together. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FrameBenchmark {

  private static final int BATCH = 16;

  @Param({"128", "16384"})
  int bytes;

  private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;
  private final FrameDecoder decoder = new FrameDecoder(1 << 20, new MemoryBudget(0).account());
  private ByteBuf arrived = Unpooled.EMPTY_BUFFER;
  private List<OutboundFrame> one = List.of();
  private List<OutboundFrame> batch = List.of();

  @Setup
  public void fill() {
    byte[] payload = Payloads.ascii(bytes);
    arrived = Unpooled.directBuffer().writeBytes(Payloads.clientFrame(payload, 0x37FA213D));
    String text = new String(payload, StandardCharsets.US_ASCII);
    one = List.of(OutboundFrame.whole(OutboundMessage.text(text)));
    batch = Collections.nCopies(BATCH, one.get(0));
  }

  @TearDown
  public void release() {
    arrived.release();
  }

  @Benchmark
  public Frame decode() throws FrameException {
    Frame frame = decoder.next(arrived.readerIndex(0));
    if (frame == null) {
      throw new IllegalStateException("the frame is whole");
    }
    return frame;
  }

  @Benchmark
  public int encode() {
    return released(FrameEncoder.encode(allocator, one));
  }

  /** Sixteen frames. */
  @Benchmark
  public int encodeBatch() {
    return released(FrameEncoder.encode(allocator, batch));
  }

  private static int released(List<ByteBuf> buffers) {
    int size = 0;
    for (ByteBuf buffer : buffers) {
      size += buffer.readableBytes();
      buffer.release();
    }
    return size;
  }
}
