package io.fairlead.standalone.wire;

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
import org.openjdk.jmh.annotations.Warmup;

/** The check that a text is UTF-8. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Utf8Benchmark {

  @Param({"128", "16384"})
  int bytes;

  private final Utf8Check check = new Utf8Check();
  private byte[] ascii = {};
  private byte[] mixed = {};

  @Setup
  public void fill() {
    ascii = Payloads.ascii(bytes);
    mixed = Payloads.mixed(bytes);
  }

  @Benchmark
  public boolean ascii() {
    return whole(ascii);
  }

  @Benchmark
  public boolean mixed() {
    return whole(mixed);
  }

  private boolean whole(byte[] text) {
    check.reset();
    if (!check.accept(text, 0, text.length) || !check.complete()) {
      throw new IllegalStateException("refused what is well-formed");
    }
    return true;
  }
}
