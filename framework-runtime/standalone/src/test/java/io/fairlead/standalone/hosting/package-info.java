/** Annotated classes on stock Tyrus and hosted by us: what they and their clients see. */
package io.fairlead.standalone.hosting;
