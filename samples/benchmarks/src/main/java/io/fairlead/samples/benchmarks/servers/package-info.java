/**
 * The subjects' main classes. Each takes a port, the size of the largest message and options of its
 * own, says READY and what it is, collects garbage for each line on its standard input, and ends
 * with that input.
 */
@NullMarked
package io.fairlead.samples.benchmarks.servers;

import org.jspecify.annotations.NullMarked;
