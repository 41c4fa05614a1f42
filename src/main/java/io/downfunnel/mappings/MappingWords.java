package io.downfunnel.mappings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Change;

/** A mapping as people read it, part by part. */
public record MappingWords(ConversionMapping mapping) {

    /** For example {@code CRM amount × 0.8}. */
    public String value() {
        return mapping.value().inWords();
    }

    /** For example {@code gclid, then e-mail and phone as hashes}. */
    public String identifiers() {
        var clicks = mapping.identifiers().stream()
                .filter(identifier -> !isPersonal(identifier))
                .map(identifier -> Scalars.word(identifier).replace('-', '_'))
                .collect(Collectors.joining(", "));
        var hashed = mapping.identifiers().stream()
                .filter(MappingWords::isPersonal)
                .map(identifier -> identifier == ConversionMapping.Identifier.EMAIL ? "e-mail" : "phone")
                .collect(Collectors.joining(" and "));
        if (hashed.isEmpty()) {
            return clicks;
        }
        return (clicks.isEmpty() ? "" : clicks + "; ") + hashed + " as "
                + (hashed.contains(" and ") ? "hashes" : "a hash");
    }

    private static boolean isPersonal(ConversionMapping.Identifier identifier) {
        return switch (identifier) {
            case EMAIL, PHONE -> true;
            case GCLID, GBRAID, WBRAID, LI_FAT_ID, MSCLKID -> false;
        };
    }

    /** For example {@code Ad_Consent__c: yes is Granted, no is Denied; without an answer sent as unknown}. */
    public String consent() {
        var rule = mapping.consent();
        var silence = rule.whenMissing() == ConsentRule.WhenMissing.EXCLUDE
                ? "without an answer not sent"
                : "without an answer sent as unknown";
        var asked = rule.adUserData().or(rule::adPersonalization).isPresent();
        if (!asked) {
            return "Not asked; " + silence;
        }
        var fields = rule.adUserData().equals(rule.adPersonalization())
                ? rule.adUserData().orElse("")
                : rule.adUserData().map(field -> field + " for user data").orElse("")
                        + (rule.adUserData().isPresent()
                                        && rule.adPersonalization().isPresent()
                                ? ", "
                                : "")
                        + rule.adPersonalization()
                                .map(field -> field + " for personalisation")
                                .orElse("");
        return fields + ": yes is " + String.join(" or ", new TreeSet<>(rule.granted())) + ", no is "
                + String.join(" or ", new TreeSet<>(rule.denied())) + "; " + silence;
    }

    public String counts() {
        return mapping.count() == ConversionMapping.Count.ONCE ? "Once" : "Each time";
    }

    /** Empty where nothing is held back. */
    public String holdBack() {
        return mapping.holdBack().isZero() ? "" : span(mapping.holdBack());
    }

    public String window() {
        return span(mapping.attributionWindow());
    }

    /** What happens after a conversion was sent, each a few words; empty when nothing does. */
    public List<String> afterwards() {
        var words = new ArrayList<String>();
        var wishes = mapping.afterwards();
        if (wishes.amountChanged() == Change.RESTATE) {
            words.add("amount changed: new value told");
        }
        add(words, "lost", wishes.lost());
        add(words, "reopened", wishes.reopened());
        add(words, "deleted", wishes.deleted());
        add(words, "merged", wishes.merged());
        return words;
    }

    private static void add(List<String> words, String what, Change change) {
        switch (change) {
            case RETRACT -> words.add(what + ": taken back");
            case COUNT_AGAIN -> words.add(what + ": counts again");
            case RESTATE -> words.add(what + ": new value told");
            case IGNORE -> {}
        }
    }

    private static String span(Duration time) {
        if (time.toHours() % 24 == 0 && time.toMinutesPart() == 0) {
            return time.toDays() + (time.toDays() == 1 ? " day" : " days");
        }
        return time.toMinutesPart() == 0
                ? time.toHours() + (time.toHours() == 1 ? " hour" : " hours")
                : time.toMinutes() + " minutes";
    }
}
