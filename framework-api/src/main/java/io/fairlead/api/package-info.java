/**
 * The marks that say how Fairlead's contracts may be used. The contracts themselves stand in the
 * order in which a connection meets them: {@link io.fairlead.api.admission}, {@link
 * io.fairlead.api.connection}, {@link io.fairlead.api.plugin}; an application sets itself up by
 * {@link io.fairlead.api.application}.
 */
@NullMarked
package io.fairlead.api;

import org.jspecify.annotations.NullMarked;
