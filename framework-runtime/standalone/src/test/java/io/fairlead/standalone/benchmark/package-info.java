/**
 * Compares server CPU per message with stock Tyrus on Grizzly, interleaved in one run. No test: run
 * {@link io.fairlead.standalone.benchmark.EchoBenchmark} by {@code mvn -Pbenchmark -DskipTests -pl
 * framework-runtime/standalone -am verify}.
 */
@NullMarked
package io.fairlead.standalone.benchmark;

import org.jspecify.annotations.NullMarked;
