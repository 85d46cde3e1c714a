/** The plugin {@code audit-log}: who did what, one JSON object a line, nothing lost. */
@NullMarked
package io.fairlead.plugins.auditlog;

import org.jspecify.annotations.NullMarked;
