package io.downfunnel.console;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.downfunnel.console.Entry.Note;
import io.downfunnel.console.Entry.Option;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.CrmField.Kind;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.mappings.Problem;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.report.MappingLint.Hint;
import io.downfunnel.report.MappingLint.Part;
import io.downfunnel.report.MappingLint.Severity;
import io.downfunnel.report.Wording;
import io.downfunnel.store.ConversionActionStore.Seen;

/**
 * The form of a mapping as it is drawn.
 *
 * @param worth fields of the chosen kind of value
 * @param usual what stands in the part that is folded away
 * @param problems what is about no single field
 * @param troubles how many problems there are in all
 */
public record MappingView(
        String stage,
        String destination,
        Entry name,
        List<Entry> action,
        Entry value,
        List<Entry> worth,
        List<Row> table,
        List<String> tableProblems,
        List<Ranked> identifiers,
        List<String> identifierProblems,
        List<Note> identifierNotes,
        List<Entry> consent,
        List<String> consentProblems,
        List<Note> consentNotes,
        Usual usual,
        Entry count,
        Entry holdBack,
        Entry window,
        List<Entry> afterwards,
        List<Note> afterwardNotes,
        List<String> problems,
        int troubles) {

    /** A stage of the CRM with the probability that is written for it. */
    public record Row(int place, String stage, Entry probability) {}

    /** @param value as it is sent by the form */
    public record Ranked(String value, String text, boolean chosen, boolean first, boolean last, String hint) {}

    /**
     * The part that most mappings leave as it is: how people are recognised, how conversions are counted, and what happens
     * afterwards.
     *
     * @param shown whether it is unfolded
     * @param inBrief what it says
     */
    public record Usual(boolean shown, String inBrief) {}

    private static final Set<CrmObject> PERSONS = EnumSet.of(CrmObject.LEAD, CrmObject.CONTACT);
    private static final Set<Kind> ANSWERS = EnumSet.of(Kind.TEXT, Kind.CHOICE, Kind.FLAG);
    private static final Map<String, String> CHANGE_LABELS = Map.of(
            "amount-changed", "The amount changes",
            "lost", "It is lost",
            "reopened", "It is opened again",
            "deleted", "The record is deleted",
            "merged", "Two records turn out to be one");

    /** @param unfolded whether somebody wishes to see everything */
    static MappingView of(
            MappingForm form,
            boolean unfolded,
            Picks picks,
            Descriptor platform,
            List<Seen> actions,
            List<Hint> hints,
            List<Problem> problems) {
        var told = new Troubles(problems);
        var notes = new Notes(hints);
        var table = table(form, picks, told);
        var consent = consent(form, picks, told);
        var count = Entry.select(
                        "count",
                        "A stage that is reached again",
                        List.of(
                                new Option("once", "is counted once", "", !form.countsEveryTime(), false),
                                new Option("every", "is counted every time", "", form.countsEveryTime(), false)))
                .troubled(told.of("count"))
                .noted(notes.of(Part.COUNT));
        var holdBack = Entry.text("hold-back", "Wait before sending", form.holdBack())
                .help("Such as 6h or 3d, if sales tend to correct themselves. Empty: not at all.")
                .troubled(told.of("hold-back"))
                .noted(notes.of(Part.HOLD_BACK));
        var window = Entry.text("window", "A click counts for", form.window())
                .help("Such as 90d. Empty: as long as the conversion action says.")
                .troubled(told.of("attribution-window"))
                .noted(notes.of(Part.WINDOW));
        var afterwards = afterwards(form, platform, told);
        var identifierProblems = told.of("identifiers");
        var remarkable = !identifierProblems.isEmpty()
                || !notes.of(Part.IDENTIFIERS).isEmpty()
                || !notes.of(Part.AFTERWARDS).isEmpty()
                || Stream.concat(Stream.of(count, holdBack, window), afterwards.stream())
                        .anyMatch(Entry::remarkable);
        return new MappingView(
                form.stage(),
                form.destination(),
                Entry.text("name", "Name", form.name()).help("For people.").troubled(told.of("name")),
                action(form, actions, told, notes),
                Entry.select("value", "What one is worth", kinds(form.worth().kind()))
                        .troubled(told.at("value"))
                        .noted(notes.of(Part.VALUE)),
                worth(form.worth(), told),
                table,
                told.of("value/expected/probabilities"),
                ranked(form, platform),
                identifierProblems,
                notes.of(Part.IDENTIFIERS),
                consent,
                told.of("consent"),
                notes.of(Part.CONSENT),
                new Usual(unfolded || remarkable, inBrief(form)),
                count,
                holdBack,
                window,
                afterwards,
                notes.of(Part.AFTERWARDS),
                told.rest(),
                problems.size());
    }

    /** For example {@code Recognised by GCLID and e-mail. Counted once, held back for 6h. …}. */
    private static String inBrief(MappingForm form) {
        var known = form.order().stream()
                .filter(form.identifiers()::contains)
                .map(MappingView::brief)
                .toList();
        var changes = form.changes().entrySet().stream()
                .filter(change -> !Set.of("", "ignore", "count-again").contains(change.getValue()))
                .map(change -> CHANGE_LABELS.get(change.getKey()))
                .map(label -> "when " + Character.toLowerCase(label.charAt(0)) + label.substring(1))
                .toList();
        var again = form.changes().containsValue("count-again");
        return (known.isEmpty() ? "" : "Recognised by " + Wording.listed(known) + ". ")
                + (form.countsEveryTime() ? "Counted every time, " : "Counted once, ")
                + (form.holdBack().isEmpty() ? "not held back. " : "held back for " + form.holdBack() + ". ")
                + (form.window().isEmpty()
                        ? "A click counts as long as the conversion action says. "
                        : "A click counts for " + form.window() + ". ")
                + (changes.isEmpty()
                        ? "What was counted stays as it was counted."
                        : "What was counted changes " + Wording.listed(changes) + ".")
                + (again ? " A deal that is opened again counts once more when it is won." : "");
    }

    private static String brief(String identifier) {
        return switch (identifier) {
            case "email" -> "e-mail";
            case "phone" -> "phone";
            default -> text(identifier);
        };
    }

    private static String text(String identifier) {
        return switch (identifier) {
            case "email" -> "E-mail, as a hash";
            case "phone" -> "Phone, as a hash";
            case "li_fat_id" -> ClickId.Kind.LI_FAT_ID.text();
            case "li_form_response" -> ClickId.Kind.LI_FORM_RESPONSE.text();
            default -> identifier.toUpperCase(Locale.ROOT);
        };
    }

    private static final class Notes {
        private final List<Hint> hints;

        Notes(List<Hint> hints) {
            this.hints = hints;
        }

        List<Note> of(Part part) {
            return hints.stream()
                    .filter(hint -> hint.part() == part)
                    .map(MappingView::note)
                    .toList();
        }
    }

    static Note note(Hint hint) {
        return new Note(
                hint.severity() == Severity.PROBLEM
                        ? new RunView.Mark("needs-you", "!", "Problem")
                        : new RunView.Mark("planned", "i", "Advice"),
                hint.sentence());
    }

    private static List<Entry> action(MappingForm form, List<Seen> actions, Troubles told, Notes notes) {
        var troubles = told.of("action");
        if (actions.isEmpty()) {
            return List.of(Entry.text("action", "Conversion action", form.action())
                    .help(
                            "Its id, digits only. The account has not shown its actions yet: they come with the next reading of"
                                    + " reports, once it is connected.")
                    .troubled(troubles)
                    .noted(notes.of(Part.ACTION)));
        }
        var known = actions.stream().anyMatch(seen -> seen.action().id().equals(form.action()));
        var options = new ArrayList<>(actions.stream()
                .filter(seen -> seen.goneAt().isEmpty() || seen.action().id().equals(form.action()))
                .map(seen -> option(seen, form.action()))
                .toList());
        return List.of(
                Entry.radios("action", "Conversion action", options)
                        .troubled(troubles)
                        .noted(notes.of(Part.ACTION)),
                Entry.text("other-action", "Another id", known ? "" : form.action())
                        .help("Only for an action that was made since the account was read last. Usually empty."));
    }

    private static Option option(Seen seen, String chosen) {
        var action = seen.action();
        var ours = action.id().equals(chosen);
        var obstacle = seen.goneAt().isPresent()
                ? Optional.of("The account does not show it any more. Choose another one.")
                : action.obstacle();
        return new Option(
                action.id(),
                action.name(),
                obstacle.orElseGet(() -> inWords(action)),
                ours,
                // One that is chosen already stays so: a form must not change what nobody touched.
                obstacle.isPresent() && !ours);
    }

    /** For example {@code 7000000001 · qualified lead · counts every conversion · 90 days · bids follow it}. */
    static String inWords(ConversionAction action) {
        var words = new ArrayList<String>();
        words.add(action.id());
        action.category().map(Wording::ofCode).ifPresent(words::add);
        action.counting()
                .map(counting -> switch (counting) {
                    case ONE_PER_CLICK -> "counts one per click";
                    case EVERY -> "counts every conversion";
                })
                .ifPresent(words::add);
        action.clickWindow().map(window -> "for " + Wording.days(window)).ifPresent(words::add);
        action.primary()
                .map(primary -> primary ? "bids follow it" : "bids do not follow it")
                .ifPresent(words::add);
        words.add("account " + action.owner());
        return String.join(" · ", words);
    }

    private static List<Option> kinds(String chosen) {
        var kinds = new LinkedHashMap<String, String>();
        kinds.put("", "choose");
        kinds.put("none", "No value");
        kinds.put("fixed", "The same for every conversion");
        kinds.put("crm-amount", "The opportunity's amount, times a factor");
        kinds.put("table", "The opportunity's amount, by the chance of its CRM stage");
        kinds.put("deal", "A usual deal, by the chance of winning it");
        return kinds.entrySet().stream()
                .map(kind -> new Option(
                        kind.getKey(), kind.getValue(), "", kind.getKey().equals(chosen), false))
                .toList();
    }

    private static List<Entry> worth(MappingForm.Worth worth, Troubles told) {
        return switch (worth.kind()) {
            case "fixed" ->
                List.of(
                        Entry.text("amount", "Amount", worth.amount()).troubled(told.of("value/fixed/amount")),
                        currency(worth, told.of("value/fixed/currency")));
            case "crm-amount" ->
                List.of(Entry.text("factor", "Factor", worth.factor())
                        .help("1 for the whole amount. The currency is the record's.")
                        .troubled(told.of("value/crm-amount/factor")));
            case "table" ->
                List.of(Entry.text("otherwise", "Every other CRM stage", worth.otherwise())
                        .help("A probability from 0 to 1. Empty: no value then.")
                        .troubled(told.of("value/expected/otherwise")));
            case "deal" ->
                List.of(
                        Entry.text("amount", "A usual deal", worth.amount())
                                .troubled(told.of("value/expected/deal-amount")),
                        currency(worth, told.of("value/expected/currency")),
                        Entry.text("probability", "Chance of winning", worth.probability())
                                .help("From 0 to 1: one in eight is 0.125.")
                                .troubled(told.of("value/expected/probability")));
            default -> List.of();
        };
    }

    private static Entry currency(MappingForm.Worth worth, List<String> troubles) {
        return Entry.text("currency", "Currency", worth.currency())
                .help("Three letters, such as EUR.")
                .troubled(troubles);
    }

    private static List<Row> table(MappingForm form, Picks picks, Troubles told) {
        if (!form.worth().kind().equals("table")) {
            return List.of();
        }
        var rows = new LinkedHashMap<String, String>();
        picks.catalog().field(CrmObject.OPPORTUNITY, "StageName").stream()
                .flatMap(field -> field.values().stream())
                .forEach(value -> rows.put(value.value(), ""));
        rows.putAll(form.worth().table());
        var stages = List.copyOf(rows.keySet());
        return IntStream.range(0, stages.size())
                .mapToObj(i -> new Row(
                        i,
                        stages.get(i),
                        Entry.text("probability-" + i, stages.get(i), rows.get(stages.get(i)))
                                .troubled(told.of("value/expected/probabilities/" + stages.get(i)))))
                .toList();
    }

    private static List<Ranked> ranked(MappingForm form, Descriptor platform) {
        var order = form.order();
        return IntStream.range(0, order.size())
                .mapToObj(i -> new Ranked(
                        order.get(i),
                        text(order.get(i)),
                        form.identifiers().contains(order.get(i)),
                        i == 0,
                        i == order.size() - 1,
                        ""))
                .toList();
    }

    private static List<Entry> consent(MappingForm form, Picks picks, Troubles told) {
        var consent = form.consent();
        var entries = new ArrayList<Entry>();
        entries.add(picks.field("ad-user-data", "Answer for ad user data", consent.adUserData(), PERSONS, ANSWERS)
                .troubled(told.of("consent/ad-user-data")));
        entries.add(picks.field(
                        "ad-personalization",
                        "Answer for ad personalisation",
                        consent.adPersonalization(),
                        PERSONS,
                        ANSWERS)
                .troubled(told.of("consent/ad-personalization")));
        var field = consent.adUserData().isEmpty() ? consent.adPersonalization() : consent.adUserData();
        var granted = picks.values("granted", "more-granted", "Yes is", PERSONS, field, consent.granted());
        entries.add(granted.getFirst().troubled(told.of("consent/granted")));
        entries.addAll(granted.subList(1, granted.size()));
        var denied = picks.values("denied", "more-denied", "No is", PERSONS, field, consent.denied());
        entries.add(denied.getFirst().troubled(told.of("consent/denied")));
        entries.addAll(denied.subList(1, denied.size()));
        entries.add(Entry.select(
                        "when-missing",
                        "Without an answer",
                        List.of(
                                new Option(
                                        "",
                                        "choose: there is no safe default",
                                        "",
                                        consent.whenMissing().isEmpty(),
                                        false),
                                new Option(
                                        "exclude",
                                        "do not send",
                                        "",
                                        consent.whenMissing().equals("exclude"),
                                        false),
                                new Option(
                                        "send-unspecified",
                                        "send, and say that it is unknown",
                                        "",
                                        consent.whenMissing().equals("send-unspecified"),
                                        false)))
                .help("Who said no is never sent.")
                .troubled(told.of("consent/when-missing")));
        return entries;
    }

    private static List<Entry> afterwards(MappingForm form, Descriptor platform, Troubles told) {
        return MappingForm.CHANGES.stream()
                .map(key -> {
                    var chosen = form.changes().getOrDefault(key, "");
                    return Entry.select(key, CHANGE_LABELS.get(key), changes(key, chosen, platform))
                            .help(unable(key, platform))
                            .troubled(told.of("afterwards/" + key));
                })
                .toList();
    }

    private static List<Option> changes(String key, String chosen, Descriptor platform) {
        var options = new ArrayList<Option>();
        options.add(new Option(
                "ignore", "leave it as it was counted", "", chosen.isEmpty() || chosen.equals("ignore"), false));
        if (key.equals("amount-changed")) {
            options.add(wish("restate", "tell the new value", chosen, platform.can(Capability.RESTATES)));
        } else {
            options.add(wish("retract", "take it back", chosen, platform.can(Capability.RETRACTS)));
        }
        if (key.equals("reopened")) {
            options.add(wish("count-again", "count the next win as well", chosen, true));
        }
        return options;
    }

    private static Option wish(String value, String text, String chosen, boolean can) {
        return new Option(value, text, "", chosen.equals(value), !can && !chosen.equals(value));
    }

    private static String unable(String key, Descriptor platform) {
        var restating = key.equals("amount-changed");
        if (platform.can(restating ? Capability.RESTATES : Capability.RETRACTS)) {
            return "";
        }
        return platform.name()
                + (restating ? " offers us no way to tell new values." : " offers us no way to take conversions back.");
    }
}
