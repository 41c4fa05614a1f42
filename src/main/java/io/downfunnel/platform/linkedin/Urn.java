package io.downfunnel.platform.linkedin;

import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** LinkedIn's names for things; we keep what is at the end, mostly a number. */
enum Urn {
    ACCOUNT("urn:li:sponsoredAccount:"),
    CAMPAIGN("urn:li:sponsoredCampaign:"),
    RULE("urn:lla:llaPartnerConversion:"),
    /** The response to a Lead Gen Form; its id is no number. */
    FORM_RESPONSE("urn:li:leadGenFormResponse:");

    private static final Pattern DIGITS = Pattern.compile("\\d{1,19}");

    private final String prefix;

    Urn(String prefix) {
        this.prefix = prefix;
    }

    String of(String id) {
        return prefix + id;
    }

    /** The number of a URN of this kind; empty for anything else. */
    Optional<String> id(String urn) {
        return Optional.of(urn)
                .filter(text -> text.startsWith(prefix))
                .map(text -> text.substring(prefix.length()))
                .filter(Urn::number);
    }

    /** The first URN of this kind in a list. */
    Optional<String> firstId(JsonNode urns) {
        for (var urn : urns) {
            var id = id(urn.asText());
            if (id.isPresent()) {
                return id;
            }
        }
        return Optional.empty();
    }

    static boolean number(String text) {
        return DIGITS.matcher(text).matches();
    }
}
