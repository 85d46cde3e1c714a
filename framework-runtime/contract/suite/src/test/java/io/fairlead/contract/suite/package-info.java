/** What holds on every server: one group of checks for each capability. */
package io.fairlead.contract.suite;
