package io.downfunnel.sandbox.linkedin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.Json;

/**
 * What a conversion rule may say (linkedin.md §3.2). How LinkedIn words these complaints is not known; they are those of
 * events, which come from the same framework.
 *
 * @param version of the API the request asked for; two types exist from 202608 on
 */
record RuleSchema(String version) {

    private static final String QUALIFIED_SINCE = "202608";
    private static final Set<String> QUALIFIED = Set.of("MARKETING_QUALIFIED_LEAD", "SALES_QUALIFIED_LEAD");

    private static final Set<String> TYPES = Set.of(
            "ADD_TO_CART",
            "DOWNLOAD",
            "INSTALL",
            "KEY_PAGE_VIEW",
            "LEAD",
            "PURCHASE",
            "SIGN_UP",
            "OTHER",
            "SAVE",
            "START_CHECKOUT",
            "SCHEDULE",
            "VIEW_CONTENT",
            "VIEW_VIDEO",
            "ADD_BILLING_INFO",
            "BOOK_APPOINTMENT",
            "REQUEST_QUOTE",
            "SEARCH",
            "SUBSCRIBE",
            "AD_CLICK",
            "AD_VIEW",
            "COMPLETE_SIGNUP",
            "SUBMIT_APPLICATION",
            "PHONE_CALL",
            "INVITE",
            "LOGIN",
            "SHARE",
            "DONATE",
            "ADD_TO_LIST",
            "START_TRIAL",
            "OUTBOUND_CLICK",
            "CONTACT",
            "QUALIFIED_LEAD");

    private static final Map<String, Set<String>> ENUMS = Map.of(
            "conversionMethod",
            Set.of(ConversionRule.STREAMED, "INSIGHT_TAG_URL_MATCH_RULES", "INSIGHT_TAG_JAVASCRIPT_EVENT"),
            "attributionType",
            Set.of("LAST_TOUCH_BY_CAMPAIGN", "LAST_TOUCH_BY_CONVERSION"),
            "valueType",
            Set.of("DYNAMIC", "FIXED", "NO_VALUE"));

    private static final Set<String> WINDOWS =
            Set.of("postClickAttributionWindowSize", "viewThroughAttributionWindowSize");
    private static final Set<Integer> DAYS = Set.of(1, 7, 30, 90);
    private static final Set<String> A_YEAR_LONG =
            Set.of("SUBMIT_APPLICATION", "PURCHASE", "ADD_TO_CART", "QUALIFIED_LEAD", "LEAD");

    /** Immutable, or LinkedIn's own to write. */
    private static final Set<String> NEVER_CHANGED = Set.of("account", "conversionMethod");

    private static final Set<String> FIELDS = Set.of(
            "account",
            "name",
            "type",
            "conversionMethod",
            "enabled",
            "postClickAttributionWindowSize",
            "viewThroughAttributionWindowSize",
            "attributionType",
            "valueType",
            "value",
            "campaigns",
            "urlRules");

    /** @return what is wrong with a rule that is to be made, a line each */
    List<String> ofNew(JsonNode rule) {
        var errors = new ArrayList<String>();
        for (String required : List.of("name", "account", "conversionMethod", "type")) {
            if (!rule.has(required)) {
                errors.add("ERROR :: /" + required + " :: field is required but not found and has no default value");
            }
        }
        errors.addAll(fields(rule, FIELDS));
        return errors;
    }

    List<String> ofChange(JsonNode changes) {
        return fields(
                changes,
                FIELDS.stream()
                        .filter(field -> !NEVER_CHANGED.contains(field))
                        .collect(java.util.stream.Collectors.toSet()));
    }

    /** Whether the type may have these windows; asked of the whole rule. */
    boolean windowsFit(JsonNode rule) {
        String type = rule.path("type").asText();
        return WINDOWS.stream()
                .filter(rule::has)
                .map(window -> rule.path(window).asInt())
                .allMatch(days -> DAYS.contains(days)
                        || days == 365 && A_YEAR_LONG.contains(type)
                        || days == 180 && (A_YEAR_LONG.contains(type) || QUALIFIED.contains(type)));
    }

    private List<String> fields(JsonNode rule, Set<String> known) {
        var errors = new ArrayList<String>();
        rule.properties().forEach(field -> {
            String path = "/" + field.getKey();
            if (!known.contains(field.getKey())) {
                errors.add("ERROR :: " + path + " :: unrecognized field found but not allowed");
            } else {
                complaint(field.getKey(), field.getValue())
                        .map(said -> "ERROR :: " + path + said)
                        .ifPresent(errors::add);
            }
        });
        return errors;
    }

    private java.util.Optional<String> complaint(String field, JsonNode value) {
        String said = switch (field) {
            case "enabled" -> value.isBoolean() ? "" : coerced(value, "Boolean");
            case "postClickAttributionWindowSize", "viewThroughAttributionWindowSize" ->
                value.isInt() ? "" : coerced(value, "Integer");
            case "account" -> urn(value, Urn.ACCOUNT);
            case "campaigns" ->
                value.isArray()
                                && Json.stream(value)
                                        .allMatch(one -> urn(one, Urn.CAMPAIGN).isEmpty())
                        ? ""
                        : " :: Invalid Urn format. Invalid prefix.";
            case "value", "urlRules" -> "";
            case "type" -> symbol(value, types());
            case "conversionMethod", "attributionType", "valueType" -> symbol(value, ENUMS.get(field));
            default -> value.isTextual() && !value.asText().isBlank() ? "" : coerced(value, "String");
        };
        return java.util.Optional.of(said).filter(text -> !text.isEmpty());
    }

    private Set<String> types() {
        if (version.compareTo(QUALIFIED_SINCE) < 0) {
            return TYPES;
        }
        var all = new java.util.HashSet<>(TYPES);
        all.addAll(QUALIFIED);
        return all;
    }

    private static String symbol(JsonNode value, Set<String> symbols) {
        return symbols.contains(value.asText()) ? "" : " :: \"" + value.asText() + "\" is not an enum symbol";
    }

    private static String coerced(JsonNode value, String type) {
        return " :: " + value + " cannot be coerced to " + type;
    }

    private static String urn(JsonNode value, Urn kind) {
        return value.asText().startsWith(kind.namespace()) ? "" : " :: Invalid Urn format. Invalid prefix.";
    }
}
