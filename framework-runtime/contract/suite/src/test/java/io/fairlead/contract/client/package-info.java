/** Clients of the contract's suite: one that sends exactly what it is told, and the JDK's. */
package io.fairlead.contract.client;
