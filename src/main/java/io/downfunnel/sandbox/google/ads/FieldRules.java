package io.downfunnel.sandbox.google.ads;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.google.protobuf.Descriptors.FieldDescriptor;

import io.downfunnel.sandbox.google.Customer;
import io.downfunnel.sandbox.google.ads.gaql.Condition;
import io.downfunnel.sandbox.google.ads.gaql.GaqlException;
import io.downfunnel.sandbox.google.ads.gaql.Query;

/**
 * Which fields exist, and which go together. Only fields the sandbox has values for are known here; one that Google has
 * besides is refused and not answered with nothing.
 */
record FieldRules(Resource resource, Query query, Customer customer) {

    private static final Set<String> NOT_BY_ACTION = Set.of(
            "metrics.cost_micros", "metrics.clicks", "metrics.impressions", "metrics.ctr", "metrics.average_cpc");
    static final String DATE = "segments.date";

    void check() {
        for (String field : query.select()) {
            exists(field, "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE");
        }
        if (new HashSet<>(query.select()).size() < query.select().size()) {
            throw new GaqlException("QUERY_ERROR", "Error in query: a field is selected twice.");
        }
        for (Condition condition : query.where()) {
            exists(condition.field(), "PROHIBITED_RESOURCE_TYPE_IN_WHERE_CLAUSE");
            selected(condition);
        }
        query.orderBy().forEach(order -> ordered(order.field()));
        together();
        dates();
    }

    private void exists(String field, String ofAnother) {
        FieldDescriptor descriptor = Rows.field(field)
                .orElseThrow(() ->
                        new GaqlException("UNRECOGNIZED_FIELD", "Unrecognized field in the query: '" + field + "'."));
        if (resource.attributes().contains(field)
                || resource.segments().contains(field)
                || resource.metrics().contains(field)) {
            return;
        }
        String first = field.substring(0, field.indexOf('.'));
        throw switch (first) {
            case "metrics" ->
                new GaqlException(
                        "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE",
                        "The metric '" + field + "' cannot be had from '" + resource.name() + "' here.");
            case "segments" ->
                new GaqlException(
                        "PROHIBITED_SEGMENT_IN_SELECT_OR_WHERE_CLAUSE",
                        "The segment '" + field + "' cannot be had from '" + resource.name() + "' here.");
            default -> ofNoUse(field, first, ofAnother, descriptor);
        };
    }

    private GaqlException ofNoUse(String field, String first, String ofAnother, FieldDescriptor descriptor) {
        if (!first.equals(resource.name())) {
            return new GaqlException(
                    ofAnother, "The resource of '" + field + "' does not go with '" + resource.name() + "'.");
        }
        return descriptor.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                ? new GaqlException("PROHIBITED_FIELD_IN_SELECT_CLAUSE", "'" + field + "' cannot be selected.")
                : new GaqlException("UNRECOGNIZED_FIELD", "The sandbox has no value for '" + field + "'.");
    }

    /** Segments have to be selected to be filtered by; dates need not. */
    private void selected(Condition condition) {
        String field = condition.field();
        if (resource.segments().contains(field)
                && !field.equals(DATE)
                && !query.select().contains(field)) {
            throw new GaqlException(
                    "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE",
                    "'" + field + "' must be in the SELECT clause to be in the WHERE clause.");
        }
    }

    private void ordered(String field) {
        exists(field, "PROHIBITED_FIELD_IN_ORDER_BY_CLAUSE");
        if (!resource.attributes().contains(field) && !query.select().contains(field)) {
            throw new GaqlException(
                    "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE",
                    "'" + field + "' must be in the SELECT clause to be ordered by.");
        }
    }

    private void together() {
        List<String> all = used();
        boolean metrics = all.stream().anyMatch(resource.metrics()::contains);
        if (metrics && customer.isManager()) {
            throw new GaqlException(
                    "REQUESTED_METRICS_FOR_MANAGER",
                    "Metrics cannot be requested for a manager account. To retrieve metrics, issue separate requests"
                            + " against each client account under the manager account.");
        }
        boolean byAction = all.stream().anyMatch(field -> field.startsWith("segments.conversion_action"));
        if (byAction && all.stream().anyMatch(NOT_BY_ACTION::contains)) {
            throw new GaqlException(
                    "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE",
                    "Cost, clicks and impressions cannot be segmented by conversion action.");
        }
    }

    /** Who selects a date has to say which ones, from and to. */
    private void dates() {
        if (query.select().contains(DATE) && !DateRange.of(query).finite()) {
            throw new GaqlException(
                    "EXPECTED_FILTERS_ON_DATE_RANGE",
                    "A finite range of dates is required in the WHERE clause when 'segments.date' is selected.");
        }
    }

    private List<String> used() {
        var all = new ArrayList<>(query.select());
        query.where().forEach(condition -> all.add(condition.field()));
        return all;
    }
}
