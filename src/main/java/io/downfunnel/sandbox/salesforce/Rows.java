package io.downfunnel.sandbox.salesforce;

import java.util.List;

/** The answer to a query: which records, and what of them. */
record Rows(Selection selection, List<Row> rows) {}
