/**
 * The subjects' main classes. Each takes a port and the size of the largest message, says READY and
 * what it is, collects garbage for each line on its standard input, and ends with that input.
 */
@NullMarked
package io.fairlead.samples.benchmarks.servers;

import org.jspecify.annotations.NullMarked;
