/** Records what each server showed and writes it as the table in {@code docs/servers.md}. */
package io.fairlead.contract.report;
