package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.util.Map;

/**
 * A number of something, on a day.
 *
 * @param entity the resource name of what it belongs to
 * @param segments by full name, all that the resource has
 * @param metrics by full name; those that are missing are zero
 */
record Fact(String entity, Map<String, String> segments, Map<String, BigDecimal> metrics) {}
