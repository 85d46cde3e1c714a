@NullMarked
package io.fairlead.standalone.http;

import org.jspecify.annotations.NullMarked;
