/** Starts the built distribution as a person would. */
@NullMarked
package io.fairlead.samples.runtime;

import org.jspecify.annotations.NullMarked;
