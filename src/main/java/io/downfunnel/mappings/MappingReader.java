package io.downfunnel.mappings;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.yaml.snakeyaml.nodes.Node;

import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Afterwards;
import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Count;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.ValueRule;
import io.downfunnel.mappings.Section.Text;

/** Reads what a stage becomes at a destination. */
final class MappingReader {
    private static final Set<String> KEYS = new LinkedHashSet<>(List.of(
            "name",
            "stage",
            "destination",
            "action",
            "value",
            "identifiers",
            "consent",
            "count",
            "hold-back",
            "attribution-window",
            "afterwards"));
    private static final Set<String> CONSENT =
            new LinkedHashSet<>(List.of("ad-user-data", "ad-personalization", "granted", "denied", "when-missing"));
    private static final Set<String> AFTERWARDS =
            new LinkedHashSet<>(List.of("amount-changed", "lost", "reopened", "deleted", "merged"));
    private static final Set<CrmObject> PERSONS = EnumSet.of(CrmObject.LEAD, CrmObject.CONTACT);
    private static final Duration USUAL_WINDOW = Duration.ofDays(90);

    private final Problems problems;
    private final Scalars scalars;
    private final FieldCheck fields;
    private final Map<String, Known.Account> accounts;
    private final Set<String> unasked = new TreeSet<>();

    MappingReader(Problems problems, Scalars scalars, FieldCheck fields, Map<String, Known.Account> accounts) {
        this.problems = problems;
        this.scalars = scalars;
        this.fields = fields;
        this.accounts = accounts;
    }

    /** @param stages the names that the file's stages have */
    Optional<ConversionMapping> mapping(Node node, Set<String> stages) {
        return Section.of(node, "a mapping", KEYS, problems).flatMap(section -> mapping(section, stages));
    }

    private Optional<ConversionMapping> mapping(Section section, Set<String> stages) {
        var name =
                section.getText("name", "Write a name that people will read, such as \"name: Won deals to Google\".");
        var stage = section.getText("stage", "Write the name of one of the stages above.")
                .filter(text -> isStage(text, stages));
        var destination = section.getText("destination", "Write the name of an ad account.")
                .filter(this::isDestination);
        var action = section.getText("action", "Write the id of the conversion action, digits only.")
                .filter(text -> isAction(text, destination));
        var value = section.get("value", "Write \"value: none\" if it has none.")
                .flatMap(new ValueReader(problems, scalars)::value);
        var identifiers = identifiers(section, destination);
        var consent = section.get("consent", "Say where the person's consent is, and what its absence means.")
                .flatMap(this::consent);
        var count = section.findText("count")
                .map(text -> scalars.choice(text, Count.class))
                .orElse(Optional.of(Count.ONCE));
        var holdBack = duration(section, "hold-back", Duration.ZERO);
        var window = duration(section, "attribution-window", USUAL_WINDOW).filter(length -> isWindow(section, length));
        var afterwards = section.find("afterwards").map(this::afterwards).orElse(Optional.of(Afterwards.NOTHING));
        if (Stream.of(
                        name,
                        stage,
                        destination,
                        action,
                        value,
                        identifiers,
                        consent,
                        count,
                        holdBack,
                        window,
                        afterwards)
                .anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(new ConversionMapping(
                name.get().value(),
                stage.get().value(),
                destination.get().value(),
                action.get().value(),
                value.get(),
                identifiers.get(),
                consent.get(),
                count.get(),
                holdBack.get(),
                window.get(),
                afterwards.get()));
    }

    private boolean isStage(Text stage, Set<String> stages) {
        if (stages.contains(stage.value())) {
            return true;
        }
        problems.add(
                stage.node(),
                "There is no stage \"" + stage.value() + "\" in this file.",
                Spelling.remedy(stage.value(), stages));
        return false;
    }

    private boolean isDestination(Text destination) {
        if (accounts.isEmpty() || accounts.containsKey(destination.value())) {
            return true;
        }
        problems.add(
                destination.node(),
                "No ad account is named \"" + destination.value() + "\".",
                Spelling.remedy(destination.value(), accounts.keySet()));
        return false;
    }

    private boolean isAction(Text action, Optional<Text> destination) {
        if (!action.value().matches("\\d{1,20}")) {
            problems.add(
                    action.node(),
                    "\"" + action.value() + "\" is not the id of a conversion action.",
                    "Write its digits only, without prefix or name.");
            return false;
        }
        var known = destination.map(text -> accounts.get(text.value())).flatMap(Known.Account::actions);
        if (known.isEmpty()) {
            destination.ifPresent(text -> unasked.add(text.value()));
            return true;
        }
        if (known.get().contains(action.value())) {
            return true;
        }
        problems.add(
                action.node(),
                "The account " + destination.get().value() + " shows us no conversion action " + action.value() + ".",
                Spelling.remedy(action.value(), known.get())
                        + " A new one is seen by the next reading of the reports.");
        return false;
    }

    private Optional<List<Identifier>> identifiers(Section section, Optional<Text> destination) {
        var node = section.get("identifiers", "Write which may be sent, such as [gclid, gbraid, wbraid, email].");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        var written = section.texts("identifiers");
        if (written.isEmpty()) {
            return problems.none(
                    node.get(),
                    "Without an identifier nothing could ever be sent.",
                    "List at least one, such as [gclid, gbraid, wbraid, email].");
        }
        var identifiers = written.stream()
                .flatMap(text -> scalars.choice(text, Identifier.class).stream())
                .toList();
        if (new HashSet<>(identifiers).size() < identifiers.size()) {
            return problems.none(node.get(), "An identifier stands twice in the list.", "Keep the first of them.");
        }
        var taken = destination
                .map(text -> accounts.get(text.value()))
                .map(Known.Account::identifiers)
                .orElse(Set.of());
        if (!taken.isEmpty() && !identifiers.isEmpty() && identifiers.stream().noneMatch(taken::contains)) {
            return problems.none(
                    node.get(),
                    "The account " + destination.get().value() + " takes none of these, so nothing could be sent.",
                    "Add at least one of: " + words(taken) + ".");
        }
        // Hashed identifiers may be taken again when a setting of the account changes, click IDs of others never.
        var foreign = identifiers.stream()
                .filter(identifier ->
                        !taken.isEmpty() && identifier.clickId().isPresent() && !taken.contains(identifier))
                .toList();
        if (!foreign.isEmpty()) {
            return problems.none(
                    node.get(),
                    "The account " + destination.get().value() + " takes no " + words(foreign)
                            + ", so it would never be sent there.",
                    "Take it out of the list; this account takes: " + words(taken) + ".");
        }
        return Optional.of(identifiers).filter(list -> !list.isEmpty());
    }

    private static String words(Collection<Identifier> identifiers) {
        return identifiers.stream()
                .sorted()
                .map(identifier -> Scalars.word(identifier).replace('-', '_'))
                .collect(Collectors.joining(", "));
    }

    private Optional<ConsentRule> consent(Node node) {
        return Section.of(node, "\"consent\"", CONSENT, problems).flatMap(section -> {
            var adUserData = section.findText("ad-user-data").filter(text -> fields.checkEither(PERSONS, text));
            var adPersonalization =
                    section.findText("ad-personalization").filter(text -> fields.checkEither(PERSONS, text));
            var granted = values(section, "granted");
            var denied = values(section, "denied");
            var whenMissing = section.getText(
                            "when-missing", "There is no safe default: write \"send-unspecified\" or \"exclude\".")
                    .flatMap(text -> scalars.choice(text, ConsentRule.WhenMissing.class));
            granted.stream()
                    .filter(denied::contains)
                    .findFirst()
                    .ifPresent(both -> problems.add(
                            section.node(),
                            "\"" + both + "\" would mean both yes and no.",
                            "Keep it in granted or in denied."));
            if ((adUserData.isPresent() || adPersonalization.isPresent()) && granted.isEmpty() && denied.isEmpty()) {
                problems.add(
                        section.node(),
                        "A consent field is named, but not what its values mean.",
                        "Add \"granted: […]\" and \"denied: […]\".");
            }
            return whenMissing.map(
                    silence -> new ConsentRule(name(adUserData), name(adPersonalization), granted, denied, silence));
        });
    }

    private static Optional<String> name(Optional<Text> field) {
        return field.map(Text::value);
    }

    private static Set<String> values(Section section, String key) {
        return section.texts(key).stream().map(Text::value).collect(Collectors.toSet());
    }

    private Optional<Duration> duration(Section section, String key, Duration otherwise) {
        return section.findText(key).map(scalars::duration).orElse(Optional.of(otherwise));
    }

    private boolean isWindow(Section section, Duration length) {
        if (length.isPositive()) {
            return true;
        }
        problems.add(
                section.find("attribution-window").orElse(section.node()),
                "A window of no length would exclude every event.",
                "Write how long after a click an event counts for it, such as 90d.");
        return false;
    }

    private Optional<Afterwards> afterwards(Node node) {
        return Section.of(node, "\"afterwards\"", AFTERWARDS, problems).flatMap(section -> {
            var amount = change(section, "amount-changed", Set.of(Change.IGNORE, Change.RESTATE));
            var lost = change(section, "lost", Set.of(Change.IGNORE, Change.RETRACT));
            var reopened = change(section, "reopened", Set.of(Change.IGNORE, Change.RETRACT, Change.COUNT_AGAIN));
            var deleted = change(section, "deleted", Set.of(Change.IGNORE, Change.RETRACT));
            var merged = change(section, "merged", Set.of(Change.IGNORE, Change.RETRACT));
            if (Stream.of(amount, lost, reopened, deleted, merged).anyMatch(Optional::isEmpty)) {
                return Optional.empty();
            }
            return Optional.of(new Afterwards(amount.get(), lost.get(), reopened.get(), deleted.get(), merged.get()));
        });
    }

    private Optional<Change> change(Section section, String key, Set<Change> allowed) {
        return section.findText(key)
                .map(text -> scalars.choice(text, Change.class)
                        .flatMap(change -> allowed.contains(change)
                                ? Optional.of(change)
                                : problems.none(
                                        text.node(),
                                        "\"" + text.value() + "\" makes no sense for " + key + ".",
                                        "Write one of: "
                                                + allowed.stream()
                                                        .map(Scalars::word)
                                                        .sorted()
                                                        .collect(Collectors.joining(", "))
                                                + ".")))
                .orElse(Optional.of(Change.IGNORE));
    }

    Stream<String> notes() {
        return unasked.stream()
                .map(name -> "The conversion actions of " + name
                        + " could not be checked, since the account was not asked.");
    }

    static boolean readsAmount(ValueRule value) {
        return switch (value) {
            case ValueRule.CrmAmount(var factor) -> true;
            case ValueRule.ExpectedAmount(var probabilities, var otherwise) -> true;
            case ValueRule.None() -> false;
            case ValueRule.Fixed(var money) -> false;
            case ValueRule.ExpectedFixed(var dealValue, var probability) -> false;
        };
    }
}
