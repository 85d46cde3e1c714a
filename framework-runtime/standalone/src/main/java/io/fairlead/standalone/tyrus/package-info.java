/** The Tyrus engine on Netty channels: container, upgrade, one handler for each connection. */
@NullMarked
package io.fairlead.standalone.tyrus;

import org.jspecify.annotations.NullMarked;
