/** The runtime inside a WAR, on any Jakarta EE server. */
@NullMarked
package io.fairlead.jakartaee;

import org.jspecify.annotations.NullMarked;
