/** Writes what was measured: Markdown, JSON, and a chart. */
@NullMarked
package io.fairlead.samples.benchmarks.report;

import org.jspecify.annotations.NullMarked;
