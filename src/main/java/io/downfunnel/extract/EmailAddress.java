package io.downfunnel.extract;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.downfunnel.domain.HashedIdentifier;

/** E-mail addresses as the CRM holds them, hashed as each platform normalises them (google.md §6, linkedin.md §2.5). */
public final class EmailAddress {
    private static final Pattern WHITE_SPACE = Pattern.compile("[\\s\\p{Z}\\uFEFF\\u200B]+");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    /** Something, one at sign, a host with a dot: shorter than a mail server's grammar, longer than "none@none". */
    private static final Pattern PLAUSIBLE = Pattern.compile("[^@]{1,64}@[^@.][^@]{0,252}\\.[^@.]{2,}");

    private static final Set<String> FOLDING = Set.of("gmail.com", "googlemail.com");
    private static final Set<String> PLACEHOLDERS = Set.of(
            "none", "no", "noemail", "no-email", "no_email", "unknown", "na", "n/a", "not-provided", "notprovided");

    private EmailAddress() {}

    /** @return empty for what is no address of a person: blank, without a host, or a placeholder */
    public static Optional<HashedIdentifier.Email> hash(String text) {
        var address = normalise(text);
        if (SHA256.matcher(address).matches()) {
            return Optional.of(new HashedIdentifier.Email(address, address));
        }
        return isPlausible(address)
                ? Optional.of(new HashedIdentifier.Email(Sha256.of(address), Sha256.of(foldGmail(address))))
                : Optional.empty();
    }

    /** Lower-case, behind the last at sign; empty for what is no address. */
    static Optional<String> domain(String text) {
        var address = normalise(text);
        return isPlausible(address) ? Optional.of(address.substring(address.lastIndexOf('@') + 1)) : Optional.empty();
    }

    static String normalise(String text) {
        return WHITE_SPACE.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
    }

    private static boolean isPlausible(String address) {
        return PLAUSIBLE.matcher(address).matches()
                && !PLACEHOLDERS.contains(address.substring(0, address.indexOf('@')));
    }

    private static String foldGmail(String address) {
        var at = address.indexOf('@');
        var domain = address.substring(at + 1);
        if (!FOLDING.contains(domain)) {
            return address;
        }
        var local = address.substring(0, at);
        var plus = local.indexOf('+');
        var folded = (plus < 0 ? local : local.substring(0, plus)).replace(".", "");
        // An address that is all tag would lose its name: Google rejects it, so it keeps the plain form.
        return folded.isEmpty() ? address : folded + "@" + domain;
    }
}
