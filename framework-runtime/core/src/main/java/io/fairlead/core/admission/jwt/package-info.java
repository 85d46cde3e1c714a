/** JSON Web Tokens (RFC 7519): which keys count, which tokens are good, and how to issue one. */
@NullMarked
package io.fairlead.core.admission.jwt;

import org.jspecify.annotations.NullMarked;
