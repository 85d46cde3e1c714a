/** What both plugin jars hold. */
@NullMarked
package io.fairlead.contract.plugins.noting;

import org.jspecify.annotations.NullMarked;
