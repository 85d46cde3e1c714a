@NullMarked
package io.fairlead.core.admission.jwt;

import org.jspecify.annotations.NullMarked;
