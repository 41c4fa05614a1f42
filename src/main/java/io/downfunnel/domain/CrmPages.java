package io.downfunnel.domain;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the CRM shows its records to people. Addresses are made of the host that the CRM named when we signed in and of a
 * record's id, and of nothing that anybody has written into a record.
 *
 * @param origin scheme and host; https, or http on this machine
 */
public record CrmPages(URI origin) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?");
    private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");
    private static final Pattern HOST = Pattern.compile("[a-z0-9.-]+(?::\\d{1,5})?|\\[::1](?::\\d{1,5})?");

    /** @throws IllegalArgumentException when people must not be sent there */
    public CrmPages {
        if (!safe(origin)) {
            throw new IllegalArgumentException("Records are shown on https, or on this machine");
        }
    }

    /** Empty where it is not known, or where people must not be sent. */
    public static Optional<CrmPages> of(Optional<String> instance) {
        return instance.flatMap(CrmPages::parsed).filter(CrmPages::safe).map(CrmPages::new);
    }

    /** Of a record with an id of 15 or 18 characters; empty for what is none. */
    public Optional<URI> of(String recordId) {
        return ID.matcher(recordId).matches()
                ? Optional.of(URI.create(origin.getScheme() + "://" + origin.getRawAuthority() + "/" + recordId))
                : Optional.empty();
    }

    private static Optional<URI> parsed(String text) {
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean safe(URI origin) {
        if (origin.getScheme() == null || origin.getHost() == null || origin.getRawAuthority() == null) {
            return false;
        }
        var host = origin.getHost().toLowerCase(Locale.ROOT);
        var hostAlone =
                HOST.matcher(origin.getRawAuthority().toLowerCase(Locale.ROOT)).matches();
        return hostAlone
                && switch (origin.getScheme().toLowerCase(Locale.ROOT)) {
                    case "https" -> true;
                    case "http" -> THIS_MACHINE.matcher(host).matches();
                    default -> false;
                };
    }
}
