/** The launcher: {@code fairlead run}, {@code token}, {@code plugins}. */
@NullMarked
package io.fairlead.standalone.cli;

import org.jspecify.annotations.NullMarked;
