package io.downfunnel.sandbox.google;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What may stand in {@code userData}. Source: google.md §2.4 and §6.
 *
 * @param encoding HEX or BASE64; empty when the request names none
 */
record UserDataRules(String encoding) {

    private static final int MOST = 10;
    private static final int BYTES_OF_SHA256 = 32;
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]*");
    private static final Set<String> REGIONS = Set.of(Locale.getISOCountries());

    List<Violation> violations(JsonNode userData, String path) {
        List<Violation> found = new ArrayList<>();
        JsonNode identifiers = userData.path("userIdentifiers");
        if (identifiers.isEmpty()) {
            found.add(missing(path + ".user_identifiers"));
        }
        if (identifiers.size() > MOST) {
            found.add(new Violation(
                    path + ".user_identifiers", "TOO_MANY_USER_IDENTIFIERS", "At most 10 user identifiers per event."));
        }
        for (int at = 0; at < identifiers.size(); at++) {
            identifier(identifiers.get(at), path + ".user_identifiers[" + at + "]", found);
        }
        return found;
    }

    /** The hash as lower-case hex, however it is encoded. Only for values that broke no rule. */
    String hex(String value) {
        return encoding.equals("BASE64")
                ? HexFormat.of().formatHex(Base64.getDecoder().decode(value))
                : value.toLowerCase(Locale.ROOT);
    }

    private void identifier(JsonNode identifier, String path, List<Violation> found) {
        if (identifier.has("emailAddress")) {
            hash(identifier.path("emailAddress").asText(), path + ".email_address", found);
        } else if (identifier.has("phoneNumber")) {
            hash(identifier.path("phoneNumber").asText(), path + ".phone_number", found);
        } else if (identifier.has("address")) {
            address(identifier.path("address"), path + ".address", found);
        } else {
            found.add(missing(path));
        }
    }

    private void address(JsonNode address, String path, List<Violation> found) {
        List.of("givenName", "familyName", "regionCode", "postalCode").stream()
                .filter(part -> address.path(part).asText().isEmpty())
                .forEach(part -> found.add(missing(path + "." + ProtoShape.snake(part))));
        for (String name : List.of("givenName", "familyName")) {
            if (address.has(name)) {
                hash(address.path(name).asText(), path + "." + ProtoShape.snake(name), found);
            }
        }
        String region = address.path("regionCode").asText();
        if (!region.isEmpty() && !REGIONS.contains(region)) {
            found.add(new Violation(path + ".region_code", "INVALID_REGION_CODE", "Not an ISO 3166-1 alpha-2 code."));
        }
    }

    private void hash(String value, String path, List<Violation> found) {
        broken(value).ifPresent(reason -> found.add(new Violation(path, reason, "Not a SHA-256 hash in " + encoding)));
    }

    private Optional<String> broken(String value) {
        return switch (encoding) {
            case "HEX" ->
                !HEX.matcher(value).matches()
                        ? Optional.of("INVALID_HEX_ENCODING")
                        : Optional.of("INVALID_SHA256_FORMAT").filter(any -> value.length() != 2 * BYTES_OF_SHA256);
            case "BASE64" -> brokenBase64(value);
            default -> Optional.empty();
        };
    }

    private static Optional<String> brokenBase64(String value) {
        try {
            return Optional.of("INVALID_SHA256_FORMAT")
                    .filter(any -> Base64.getDecoder().decode(value).length != BYTES_OF_SHA256);
        } catch (IllegalArgumentException e) {
            return Optional.of("INVALID_BASE64_ENCODING");
        }
    }

    private static Violation missing(String path) {
        return new Violation(path, "REQUIRED_FIELD_MISSING", "The field is required.");
    }
}
