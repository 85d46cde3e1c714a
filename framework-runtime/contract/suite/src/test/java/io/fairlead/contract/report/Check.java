package io.fairlead.contract.report;

/** One row of the table. */
record Check(String group, String name) {}
