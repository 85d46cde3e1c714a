/** What happens to open connections when their right to be open ends or changes. */
@NullMarked
package io.fairlead.core.security;

import org.jspecify.annotations.NullMarked;
