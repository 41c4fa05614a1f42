package io.downfunnel.platform.linkedin;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Our code for what LinkedIn's text complains about. LinkedIn gives these answers no code, and promises nothing about
 * their wording; what is not recognised keeps a code that says as much.
 */
record Complaint(Pattern text, String code) {

    /** In this order, since a text may match several. */
    private static final List<Complaint> KNOWN = List.of(
            complaint("no ad accounts found", "NO_AD_ACCOUNTS_FOUND"),
            complaint("method should be CONVERSIONS_API", "NOT_A_CONVERSIONS_API_RULE"),
            complaint("marked as deleted|enabled should be true", "RULE_DISABLED"),
            complaint("/user/lead ::", "LEAD_INVALID"),
            complaint("invalid urn format", "URN_INVALID"),
            complaint(
                    "INVALID_CONVERSION_TIME_FIELD_VALUE|conversion time should be within",
                    "INVALID_CONVERSION_TIME_FIELD_VALUE"),
            complaint("INVALID_USER_IDENTIFICATION_FIELD_VALUE", "INVALID_USER_IDENTIFICATION_FIELD_VALUE"),
            complaint("field is required but not found", "FIELD_REQUIRED"),
            complaint("unrecognized field", "FIELD_NOT_ALLOWED"),
            complaint("cannot be coerced", "FIELD_TYPE"),
            complaint("is not an enum symbol", "FIELD_ENUM"));

    private static Complaint complaint(String text, String code) {
        return new Complaint(Pattern.compile(text, Pattern.CASE_INSENSITIVE), code);
    }

    /** @param otherwise the code for a text that nobody has seen */
    static String code(String text, String otherwise) {
        return KNOWN.stream()
                .filter(complaint -> complaint.text().matcher(text).find())
                .map(Complaint::code)
                .findFirst()
                .orElse(otherwise);
    }
}
