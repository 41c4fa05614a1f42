package io.downfunnel.platform.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionEvent;

/** Keeps secrets and match keys out of a vendor's text, which may quote what we sent. */
public final class Redaction {
    private static final Pattern SHA256 = Pattern.compile("\\b[0-9a-fA-F]{64}\\b");
    private static final Pattern BEARER = Pattern.compile("(?i)bearer\\s+\\S+");
    private static final String HIDDEN = "…";

    private final List<String> secrets;

    private Redaction(List<String> secrets) {
        this.secrets = secrets;
    }

    /** @param secrets hidden wherever they occur; blank ones are left out */
    public static Redaction of(Collection<String> secrets) {
        return new Redaction(
                secrets.stream().filter(secret -> !secret.isBlank()).toList());
    }

    /** Hides the click IDs of these events too; their hashes are hidden by their form. */
    public Redaction and(List<ConversionEvent> events) {
        return andClicks(
                events.stream().flatMap(event -> event.click().stream()).toList());
    }

    /** Hides these click IDs too. */
    public Redaction andClicks(Collection<ClickId> clicks) {
        var all = new ArrayList<>(secrets);
        clicks.forEach(click -> all.add(click.value()));
        return new Redaction(all);
    }

    public String hide(String text) {
        var shown = BEARER.matcher(SHA256.matcher(text).replaceAll(HIDDEN)).replaceAll(HIDDEN);
        for (var secret : secrets) {
            shown = shown.replace(secret, HIDDEN);
        }
        return shown;
    }
}
