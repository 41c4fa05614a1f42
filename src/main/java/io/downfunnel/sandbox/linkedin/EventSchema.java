package io.downfunnel.sandbox.linkedin;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The closed schema of an event. Everything wrong with it is found, one line each. Source: linkedin.md §2.2 to §2.4 and
 * §2.9.
 *
 * @param version of the API the request asked for; hashed names exist from 202609 on
 */
record EventSchema(String version) {

    private static final Set<String> EVENT =
            Set.of("conversion", "conversionHappenedAt", "conversionValue", "eventId", "user");
    private static final Set<String> VALUE = Set.of("currencyCode", "amount");
    private static final Set<String> USER = Set.of("userIds", "userInfo", "lead", "externalIds");
    private static final Set<String> USER_ID = Set.of("idType", "idValue");
    private static final Set<String> NAMES = Set.of("firstName", "lastName", "title", "companyName", "countryCode");
    private static final Set<String> HASHED_NAMES =
            Set.of("firstName", "lastName", "title", "companyName", "countryCode", "hashedFirstName", "hashedLastName");

    private static final Set<String> ID_TYPES = Set.of(
            "SHA256_EMAIL",
            "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID",
            "ACXIOM_ID",
            "PLAINTEXT_IP_ADDRESS",
            "SHA256_IP_ADDRESS",
            "GOOGLE_AID");

    private static final Pattern RULE = Pattern.compile(Pattern.quote(ConversionRule.URN) + "\\d+");
    private static final Pattern LEAD = Pattern.compile("urn:li:leadGenFormResponse:.+");

    private static final String UNKNOWN = "unrecognized field found but not allowed";
    private static final String MISSING = "field is required but not found and has no default value";
    private static final String URN = "Invalid Urn format. Invalid prefix.";

    List<String> errors(JsonNode event) {
        var errors = new ArrayList<String>();
        if (!object(event, "", EVENT, errors)) {
            return errors;
        }
        urn(event, "/conversion", "conversion", RULE, errors);
        if (required(event, "", "conversionHappenedAt", errors)
                && !event.path("conversionHappenedAt").isIntegralNumber()) {
            coercion(event.path("conversionHappenedAt"), "/conversionHappenedAt", "Long", errors);
        }
        if (event.has("conversionValue")) {
            value(event.path("conversionValue"), errors);
        }
        if (event.has("eventId")) {
            text(event.path("eventId"), "/eventId", errors);
        }
        if (required(event, "", "user", errors)) {
            user(event.path("user"), errors);
        }
        return errors;
    }

    private static void value(JsonNode value, List<String> errors) {
        if (!object(value, "/conversionValue", VALUE, errors)) {
            return;
        }
        if (required(value, "/conversionValue", "currencyCode", errors)) {
            text(value.path("currencyCode"), "/conversionValue/currencyCode", errors);
        }
        if (required(value, "/conversionValue", "amount", errors)
                && text(value.path("amount"), "/conversionValue/amount", errors)
                && !decimal(value.path("amount").asText())) {
            coercion(value.path("amount"), "/conversionValue/amount", "BigDecimal", errors);
        }
    }

    private void user(JsonNode user, List<String> errors) {
        if (!object(user, "/user", USER, errors)) {
            return;
        }
        if (required(user, "/user", "userIds", errors)) {
            each(user.path("userIds"), "/user/userIds", errors, EventSchema::userId);
        }
        if (user.has("userInfo")) {
            userInfo(user.path("userInfo"), errors);
        }
        if (user.has("lead")) {
            urn(user, "/user/lead", "lead", LEAD, errors);
        }
        if (user.has("externalIds")) {
            each(user.path("externalIds"), "/user/externalIds", errors, EventSchema::text);
        }
    }

    private static void userId(JsonNode id, String path, List<String> errors) {
        if (!object(id, path, USER_ID, errors)) {
            return;
        }
        if (required(id, path, "idType", errors)
                && !ID_TYPES.contains(id.path("idType").asText())) {
            error(path + "/idType", id.path("idType") + " is not an enum symbol", errors);
        }
        if (required(id, path, "idValue", errors)) {
            text(id.path("idValue"), path + "/idValue", errors);
        }
    }

    private void userInfo(JsonNode info, List<String> errors) {
        boolean hashed = version.compareTo(ApiVersions.HASHED_NAMES) >= 0;
        if (!object(info, "/user/userInfo", hashed ? HASHED_NAMES : NAMES, errors)) {
            return;
        }
        Map.of("firstName", "hashedFirstName", "lastName", "hashedLastName").entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(name -> !info.has(name.getKey()) && !(hashed && info.has(name.getValue())))
                .forEach(name -> error("/user/userInfo/" + name.getKey(), MISSING, errors));
        info.properties().forEach(field -> text(field.getValue(), "/user/userInfo/" + field.getKey(), errors));
    }

    private interface Element {
        void check(JsonNode element, String path, List<String> errors);
    }

    private static void each(JsonNode list, String path, List<String> errors, Element element) {
        if (!list.isArray()) {
            coercion(list, path, "Array", errors);
        }
        for (int at = 0; at < list.size() && list.isArray(); at++) {
            element.check(list.get(at), path + "/" + at, errors);
        }
    }

    private static boolean object(JsonNode node, String path, Set<String> fields, List<String> errors) {
        if (!node.isObject()) {
            coercion(node, path, "Record", errors);
            return false;
        }
        node.fieldNames().forEachRemaining(field -> {
            if (!fields.contains(field)) {
                error(path + "/" + field, UNKNOWN, errors);
            }
        });
        return true;
    }

    private static boolean required(JsonNode node, String path, String field, List<String> errors) {
        if (!node.hasNonNull(field)) {
            error(path + "/" + field, MISSING, errors);
            return false;
        }
        return true;
    }

    private static void urn(JsonNode node, String path, String field, Pattern form, List<String> errors) {
        if (required(node, path.substring(0, path.lastIndexOf('/')), field, errors)
                && text(node.path(field), path, errors)
                && !form.matcher(node.path(field).asText()).matches()) {
            error(path, URN, errors);
        }
    }

    private static boolean text(JsonNode node, String path, List<String> errors) {
        if (!node.isTextual()) {
            coercion(node, path, "String", errors);
        }
        return node.isTextual();
    }

    private static boolean decimal(String amount) {
        try {
            new BigDecimal(amount);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static void coercion(JsonNode node, String path, String type, List<String> errors) {
        error(path, node + " cannot be coerced to " + type, errors);
    }

    private static void error(String path, String what, List<String> errors) {
        errors.add("ERROR :: " + path + " :: " + what);
    }
}
