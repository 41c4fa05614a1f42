package io.downfunnel.extract.salesforce;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer to a query.
 *
 * @param rows values as texts by API name; a field without a value is absent
 * @param locator where the rest of the query's rows is; dies at any time
 * @param size rows of the whole query
 */
public record Page(List<Map<String, String>> rows, Optional<String> locator, int size) {}
