/** What an application implements to set itself up without CDI, and what it is handed. */
@NullMarked
package io.fairlead.api.application;

import org.jspecify.annotations.NullMarked;
