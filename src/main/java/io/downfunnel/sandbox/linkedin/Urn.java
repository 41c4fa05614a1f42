package io.downfunnel.sandbox.linkedin;

import java.util.Optional;
import java.util.regex.Pattern;

/** LinkedIn's names for things. */
record Urn(String namespace) {
    static final Urn ACCOUNT = new Urn("urn:li:sponsoredAccount:");
    static final Urn CAMPAIGN = new Urn("urn:li:sponsoredCampaign:");
    static final Urn RULE = new Urn(ConversionRule.URN);
    static final Urn LEAD = new Urn("urn:li:leadGenFormResponse:");

    private static final Pattern ENCODED_TWICE = Pattern.compile("urn%3a.*", Pattern.CASE_INSENSITIVE);

    String of(String id) {
        return namespace + id;
    }

    /** The id of such a URN; empty for any other text. */
    Optional<String> find(String text) {
        return text.startsWith(namespace) && text.length() > namespace.length()
                ? Optional.of(text.substring(namespace.length()))
                : Optional.empty();
    }

    /**
     * The id in a parameter.
     *
     * @return empty for one that was encoded twice: LinkedIn looks for that name and finds nothing (linkedin.md §5.2)
     * @throws BadParam when it is no such URN
     */
    Optional<String> id(String parameter, String urn) {
        if (urn.startsWith(namespace) && urn.length() > namespace.length()) {
            return Optional.of(urn.substring(namespace.length()));
        }
        if (ENCODED_TWICE.matcher(urn).matches()) {
            return Optional.empty();
        }
        throw new BadParam(parameter);
    }
}
