/**
 * Measures what a WebSocket message costs a server, beside the servers that one would take
 * otherwise, interleaved in one run: {@code mvn -Pbenchmarks verify}. The load is a C program
 * (src/main/c); each subject is a process with a class path of its own.
 */
@NullMarked
package io.fairlead.samples.benchmarks;

import org.jspecify.annotations.NullMarked;
