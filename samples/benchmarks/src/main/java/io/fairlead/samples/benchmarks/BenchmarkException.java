package io.fairlead.samples.benchmarks;

/** Says what is missing and what to do about it; shown without a stack trace. */
public final class BenchmarkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchmarkException(String message) {
    super(message);
  }
}
