package io.downfunnel.report;

import java.util.regex.Pattern;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ClickIdShape;

/** What somebody typed into the search box, as what it can be. */
public sealed interface Sought {

    record Key(String value) implements Sought {}

    /** @param id 18 characters */
    record CrmRecord(String id) implements Sought {}

    record Click(String value) implements Sought {}

    /** Too short, or too long, to be any of these. */
    record Nonsense() implements Sought {}

    Pattern KEY = Pattern.compile("df[a-z2-7]{32}");
    Pattern SHORT_ID = Pattern.compile("[a-zA-Z0-9]{15}");
    Pattern LONG_ID = Pattern.compile("[a-zA-Z0-9]{18}");
    Pattern CLICK = Pattern.compile("[\\x21-\\x7e]{8,512}");

    static Sought of(String text) {
        var typed = text.strip();
        if (KEY.matcher(typed).matches()) {
            return new Key(typed);
        }
        if (SHORT_ID.matcher(typed).matches()) {
            return new CrmRecord(typed + suffixOf(typed));
        }
        if (LONG_ID.matcher(typed).matches()) {
            return new CrmRecord(typed.substring(0, 15) + suffixOf(typed.substring(0, 15)));
        }
        // Of all click IDs only a form response has a second way of being written, which no other can be mistaken for.
        return CLICK.matcher(typed).matches()
                ? new Click(ClickIdShape.written(ClickId.Kind.LI_FORM_RESPONSE, typed)
                        .value())
                : new Nonsense();
    }

    /**
     * The last three of 18 characters say which of the first fifteen are capitals, five to a letter, the first one in the
     * lowest bit (Salesforce, “How to convert 15-character IDs to 18-character IDs”).
     */
    private static String suffixOf(String id) {
        var suffix = new StringBuilder(3);
        for (int group = 0; group < 15; group += 5) {
            int capitals = 0;
            for (int bit = 0; bit < 5; bit++) {
                char letter = id.charAt(group + bit);
                capitals |= letter >= 'A' && letter <= 'Z' ? 1 << bit : 0;
            }
            suffix.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".charAt(capitals));
        }
        return suffix.toString();
    }
}
