package io.downfunnel.console;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.ValueRule;
import io.downfunnel.mappings.FunnelWriter;
import io.downfunnel.mappings.Part;
import io.downfunnel.mappings.Part.Entries;
import io.downfunnel.mappings.Part.Look;
import io.downfunnel.mappings.Part.Plain;
import io.downfunnel.mappings.Part.Text;

/**
 * A mapping as somebody fills it in, right or not.
 *
 * @param order all identifiers in the order in which they stand
 * @param identifiers those that are ticked
 * @param changes what happens afterwards, by key of the file
 */
record MappingForm(
        String stage,
        String destination,
        String name,
        String action,
        Worth worth,
        List<String> order,
        List<String> identifiers,
        Consent consent,
        String count,
        String holdBack,
        String window,
        Map<String, String> changes) {

    static final List<String> CHANGES = List.of("amount-changed", "lost", "reopened", "deleted", "merged");
    private static final int MOST = 2_000;

    /**
     * What it is worth.
     *
     * @param kind {@code none}, {@code fixed}, {@code crm-amount}, {@code table}, {@code deal}; empty: not chosen yet
     * @param amount of a fixed value, or of a usual deal
     * @param table probabilities by stage of the CRM
     */
    record Worth(
            String kind,
            String amount,
            String currency,
            String factor,
            Map<String, String> table,
            String otherwise,
            String probability) {
        static final Worth UNKNOWN = new Worth("", "", "", "1", Map.of(), "", "");

        Worth {
            table = Collections.unmodifiableMap(new LinkedHashMap<>(table));
        }

        static Worth of(ValueRule rule) {
            return switch (rule) {
                case ValueRule.None() -> new Worth("none", "", "", "1", Map.of(), "", "");
                case ValueRule.Fixed(var money) ->
                    new Worth(
                            "fixed", plain(money.amount()), money.currency().getCurrencyCode(), "1", Map.of(), "", "");
                case ValueRule.CrmAmount(var factor) ->
                    new Worth("crm-amount", "", "", plain(factor), Map.of(), "", "");
                case ValueRule.ExpectedAmount(var probabilities, var otherwise) -> {
                    var table = new LinkedHashMap<String, String>();
                    probabilities.forEach((stage, probability) -> table.put(stage, plain(probability)));
                    yield new Worth(
                            "table",
                            "",
                            "",
                            "1",
                            table,
                            otherwise.map(Worth::plain).orElse(""),
                            "");
                }
                case ValueRule.ExpectedFixed(var deal, var probability) ->
                    new Worth(
                            "deal",
                            plain(deal.amount()),
                            deal.currency().getCurrencyCode(),
                            "1",
                            Map.of(),
                            "",
                            plain(probability));
            };
        }

        private static String plain(BigDecimal number) {
            return StageForm.text(number);
        }

        private Optional<Part> part() {
            return switch (kind) {
                case "none" -> Optional.of(new Plain("none"));
                case "fixed" -> Optional.of(kind("fixed", money("amount")));
                case "crm-amount" -> Optional.of(kind("crm-amount", Map.of("factor", new Text(factor))));
                case "table" -> {
                    var rows = new LinkedHashMap<String, Part>();
                    table.forEach((stage, probability) -> {
                        if (!probability.isEmpty()) {
                            rows.put(stage, new Text(probability));
                        }
                    });
                    var entries = new LinkedHashMap<String, Part>();
                    entries.put("probabilities", new Entries(rows, Look.BRIEF));
                    if (!otherwise.isEmpty()) {
                        entries.put("otherwise", new Text(otherwise));
                    }
                    yield Optional.of(kind("expected", entries));
                }
                case "deal" -> {
                    var entries = money("deal-amount");
                    entries.put("probability", new Text(probability));
                    yield Optional.of(kind("expected", entries));
                }
                default -> Optional.empty();
            };
        }

        private Map<String, Part> money(String key) {
            var entries = new LinkedHashMap<String, Part>();
            entries.put(key, new Text(amount));
            entries.put("currency", new Text(currency.toUpperCase(Locale.ROOT)));
            return entries;
        }

        private static Part kind(String kind, Map<String, Part> entries) {
            return new Entries(Map.of(kind, new Entries(entries, Look.BRIEF)), Look.BRIEF);
        }
    }

    record Consent(
            String adUserData,
            String adPersonalization,
            List<String> granted,
            List<String> denied,
            String whenMissing) {
        static final Consent UNKNOWN = new Consent("", "", List.of(), List.of(), "");

        static Consent of(ConsentRule rule) {
            return new Consent(
                    rule.adUserData().orElse(""),
                    rule.adPersonalization().orElse(""),
                    List.copyOf(new TreeSet<>(rule.granted())),
                    List.copyOf(new TreeSet<>(rule.denied())),
                    word(rule.whenMissing()));
        }

        private Part part() {
            var entries = new LinkedHashMap<String, Part>();
            put(entries, "ad-user-data", adUserData);
            put(entries, "ad-personalization", adPersonalization);
            if (!granted.isEmpty()) {
                entries.put("granted", Part.texts(granted));
            }
            if (!denied.isEmpty()) {
                entries.put("denied", Part.texts(denied));
            }
            put(entries, "when-missing", whenMissing);
            return new Entries(entries, Look.LINES);
        }
    }

    MappingForm {
        order = List.copyOf(order);
        identifiers = List.copyOf(identifiers);
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
    }

    /**
     * @param taken identifiers that the platform takes, the preferred one first
     * @param like where the person's answer is, as another mapping of the funnel has it
     */
    static MappingForm blank(
            String stage, String destination, String name, List<Identifier> taken, Optional<ConsentRule> like) {
        var words = taken.stream().map(FunnelWriter::word).toList();
        return new MappingForm(
                stage,
                destination,
                name,
                "",
                Worth.UNKNOWN,
                words,
                words,
                like.map(Consent::of).orElse(Consent.UNKNOWN),
                "once",
                "",
                "",
                Map.of());
    }

    static MappingForm of(ConversionMapping mapping, List<Identifier> taken) {
        var identifiers = mapping.identifiers().stream().map(FunnelWriter::word).toList();
        var order = new LinkedHashSet<>(identifiers);
        taken.forEach(identifier -> order.add(FunnelWriter.word(identifier)));
        var afterwards = mapping.afterwards();
        return new MappingForm(
                mapping.stage(),
                mapping.destination(),
                mapping.name(),
                mapping.action(),
                Worth.of(mapping.value()),
                List.copyOf(order),
                identifiers,
                Consent.of(mapping.consent()),
                word(mapping.count()),
                mapping.holdBack().isZero() ? "" : FunnelWriter.duration(mapping.holdBack()),
                FunnelWriter.duration(mapping.attributionWindow()),
                changes(
                        afterwards.amountChanged(),
                        afterwards.lost(),
                        afterwards.reopened(),
                        afterwards.deleted(),
                        afterwards.merged()));
    }

    private static Map<String, String> changes(Change... wishes) {
        var changes = new LinkedHashMap<String, String>();
        IntStream.range(0, wishes.length).forEach(i -> changes.put(CHANGES.get(i), word(wishes[i])));
        return changes;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static MappingForm of(Posted posted) {
        var table = new LinkedHashMap<String, String>();
        IntStream.range(0, Math.min(MOST, posted.number("rows"))).forEach(i -> {
            if (!posted.text("row-" + i).isEmpty()) {
                table.put(posted.text("row-" + i), posted.text("probability-" + i));
            }
        });
        var changes = new LinkedHashMap<String, String>();
        CHANGES.forEach(key -> changes.put(key, posted.text(key)));
        return new MappingForm(
                posted.text("stage"),
                posted.text("destination"),
                posted.text("name"),
                Stream.of(posted.text("other-action"), posted.text("action"))
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse(""),
                new Worth(
                        posted.text("value"),
                        posted.text("amount"),
                        posted.text("currency"),
                        posted.text("factor"),
                        table,
                        posted.text("otherwise"),
                        posted.text("probability")),
                posted.values("order", ""),
                posted.values("identifiers", ""),
                new Consent(
                        posted.text("ad-user-data"),
                        posted.text("ad-personalization"),
                        posted.values("granted", "more-granted"),
                        posted.values("denied", "more-denied"),
                        posted.text("when-missing")),
                posted.text("count"),
                posted.text("hold-back"),
                posted.text("window"),
                changes);
    }

    /** What a button other than "save" does: {@code up-gclid}, {@code down-email}. */
    MappingForm after(String button) {
        var changed = new ArrayList<>(order);
        int at = changed.indexOf(button.replaceFirst("^[a-z]+-", ""));
        if (button.startsWith("up-") && at > 0) {
            Collections.swap(changed, at, at - 1);
        } else if (button.startsWith("down-") && at >= 0 && at < changed.size() - 1) {
            Collections.swap(changed, at, at + 1);
        }
        return new MappingForm(
                stage,
                destination,
                name,
                action,
                worth,
                changed,
                identifiers,
                consent,
                count,
                holdBack,
                window,
                changes);
    }

    boolean countsEveryTime() {
        return count.equals("every");
    }

    /** With the action's own window, where none is written. */
    MappingForm windowOr(Duration usual) {
        return window.isEmpty()
                ? new MappingForm(
                        stage,
                        destination,
                        name,
                        action,
                        worth,
                        order,
                        identifiers,
                        consent,
                        count,
                        holdBack,
                        FunnelWriter.duration(usual),
                        changes)
                : this;
    }

    Part part() {
        var entries = new LinkedHashMap<String, Part>();
        entries.put("name", new Text(name));
        entries.put("stage", new Text(stage));
        entries.put("destination", new Text(destination));
        entries.put("action", new Text(action));
        worth.part().ifPresent(part -> entries.put("value", part));
        entries.put(
                "identifiers",
                Part.texts(order.stream().filter(identifiers::contains).toList()));
        entries.put("consent", consent.part());
        put(entries, "count", count);
        put(entries, "hold-back", holdBack);
        put(entries, "attribution-window", window);
        var afterwards = new LinkedHashMap<String, Part>();
        changes.forEach((key, wish) -> put(afterwards, key, wish));
        if (!afterwards.isEmpty()) {
            entries.put("afterwards", new Entries(afterwards, Look.LINES));
        }
        return new Entries(entries, Look.LINES);
    }

    private static void put(Map<String, Part> entries, String key, String value) {
        if (!value.isEmpty()) {
            entries.put(key, new Text(value));
        }
    }
}
