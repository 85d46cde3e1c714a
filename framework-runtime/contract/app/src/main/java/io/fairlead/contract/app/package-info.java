/**
 * Standard endpoints that show what they see: in what they answer, and in {@link
 * io.fairlead.contract.app.Events}.
 */
@NullMarked
package io.fairlead.contract.app;

import org.jspecify.annotations.NullMarked;
