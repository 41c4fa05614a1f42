package io.downfunnel.mappings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

import io.downfunnel.domain.Condition;
import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Afterwards;
import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Count;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.FunnelStage.Trigger;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.ValueRule;

/** Every funnel that a mapping file can say, with the texts that YAML finds hardest among the others. */
public final class FunnelArbitraries {
    private static final List<String> NASTY = List.of(
            "null",
            "~",
            "yes",
            "NO",
            "true",
            "12",
            "0x1F",
            "1e3",
            "2026-01-01",
            "<<",
            "=",
            "- a",
            "a: b",
            "#c",
            "a #b",
            "{",
            "}",
            "[a]",
            "a, b",
            "*x",
            "&x",
            "!x",
            "|",
            ">",
            "%x",
            "@x",
            "`x",
            "'",
            "\"",
            "it's",
            "a\nb",
            "a\n  - b",
            "a\n\n  - name: b",
            "\\",
            "a\tb",
            "\u0000",
            "\u0085",
            "\u2028",
            "\ufeff",
            "é",
            "日本",
            "🙂",
            ":",
            "?",
            "? a",
            "-",
            "a:",
            "1:30",
            "Qualified Opportunity",
            "---",
            "...",
            "a\r\nb");

    private FunnelArbitraries() {}

    public static Arbitrary<Funnel> funnels() {
        return stages().flatMap(stages -> Combinators.combine(mappings(stages), exclusions())
                .as((mappings, exclusions) -> new Funnel(stages, mappings, exclusions)));
    }

    private static Arbitrary<List<FunnelStage>> stages() {
        return stage().list().ofMinSize(1).ofMaxSize(4).uniqueElements(FunnelStage::name);
    }

    private static Arbitrary<FunnelStage> stage() {
        return Combinators.combine(
                        name(),
                        Arbitraries.of(CrmObject.LEAD, CrmObject.OPPORTUNITY),
                        trigger(),
                        condition().list().ofMaxSize(3),
                        Arbitraries.of(true, false))
                .as(FunnelStage::new);
    }

    private static Arbitrary<String> name() {
        return Combinators.combine(
                        Arbitraries.chars().range('a', 'z'),
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .withCharRange('0', '9')
                                .withChars('-')
                                .ofMaxLength(12))
                .as((first, rest) -> first + rest);
    }

    /** As the reader gives them: never blank, without white space around them. */
    static Arbitrary<String> text() {
        return Arbitraries.oneOf(
                        Arbitraries.of(NASTY), Arbitraries.strings().all().ofMaxLength(12), name())
                .filter(text -> text.chars().noneMatch(one -> Character.isSurrogate((char) one)) || text.equals("🙂"))
                .map(String::strip)
                .filter(text -> !text.isBlank());
    }

    private static Arbitrary<List<String>> texts() {
        return text().list().ofMinSize(1).ofMaxSize(3);
    }

    private static Arbitrary<Trigger> trigger() {
        return Arbitraries.oneOf(
                Arbitraries.just(new Trigger.Created()),
                Combinators.combine(text(), texts()).as(Trigger.Becomes::new));
    }

    private static Arbitrary<Condition> condition() {
        return Arbitraries.oneOf(
                Combinators.combine(text(), texts()).as(Condition.IsOneOf::new),
                Combinators.combine(text(), texts()).as(Condition.IsNotOneOf::new),
                Combinators.combine(text(), number()).as(Condition.AtLeast::new),
                Combinators.combine(text(), number()).as(Condition.AtMost::new),
                text().map(Condition.IsSet::new),
                text().map(Condition.IsNotSet::new));
    }

    private static Arbitrary<BigDecimal> number() {
        return Arbitraries.oneOf(
                Arbitraries.bigDecimals()
                        .between(new BigDecimal("-1000000000000"), new BigDecimal("1000000000000"))
                        .ofScale(4),
                Arbitraries.of("0", "-0.0", "1E+3", "1E-9", "0.10", "1000000000000", "1.0E+2")
                        .map(BigDecimal::new));
    }

    private static Arbitrary<BigDecimal> amount() {
        return number().map(BigDecimal::abs);
    }

    private static Arbitrary<BigDecimal> probability() {
        return Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.ONE)
                .ofScale(3);
    }

    private static Arbitrary<Money> money() {
        return Combinators.combine(amount(), Arbitraries.of("EUR", "USD", "JPY", "NOK"))
                .as(Money::of);
    }

    private static Arbitrary<ValueRule> value() {
        return Arbitraries.oneOf(
                Arbitraries.just(new ValueRule.None()),
                money().map(ValueRule.Fixed::new),
                amount().filter(factor -> factor.signum() > 0).map(ValueRule.CrmAmount::new),
                Combinators.combine(
                                Arbitraries.maps(text(), probability())
                                        .ofMinSize(1)
                                        .ofMaxSize(4),
                                probability().optional())
                        .as(ValueRule.ExpectedAmount::new),
                Combinators.combine(money(), probability()).as(ValueRule.ExpectedFixed::new));
    }

    private static Arbitrary<ConsentRule> consent() {
        return Combinators.combine(
                        text().optional(),
                        text().optional(),
                        text().set().ofMinSize(1).ofMaxSize(3),
                        text().set().ofMaxSize(3),
                        Arbitraries.of(ConsentRule.WhenMissing.values()))
                .as((data, personal, granted, denied, missing) ->
                        new ConsentRule(data, personal, granted, without(denied, granted), missing));
    }

    private static Set<String> without(Set<String> denied, Set<String> granted) {
        var left = new java.util.HashSet<>(denied);
        left.removeAll(granted);
        return left;
    }

    private static Arbitrary<Duration> duration() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(1, 400).map(Duration::ofDays),
                Arbitraries.integers().between(1, 200_000).map(Duration::ofMinutes),
                Arbitraries.longs().between(1, 10_000_000_000L).map(Duration::ofMillis));
    }

    private static Arbitrary<Afterwards> afterwards() {
        var takenBack = Arbitraries.of(Change.IGNORE, Change.RETRACT);
        return Combinators.combine(
                        Arbitraries.of(Change.IGNORE, Change.RESTATE),
                        takenBack,
                        Arbitraries.of(Change.IGNORE, Change.RETRACT, Change.COUNT_AGAIN),
                        takenBack,
                        takenBack)
                .as(Afterwards::new);
    }

    private record Rest(ConsentRule consent, Count count, Duration holdBack, Duration window, Afterwards afterwards) {}

    private static Arbitrary<ConversionMapping> mapping() {
        var rest = Combinators.combine(
                        consent(),
                        Arbitraries.of(Count.values()),
                        Arbitraries.oneOf(Arbitraries.just(Duration.ZERO), duration()),
                        duration(),
                        afterwards())
                .as(Rest::new);
        return Combinators.combine(
                        text(),
                        Arbitraries.of("google", "linkedin", "somewhere else"),
                        Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(20),
                        value(),
                        Arbitraries.of(Identifier.values())
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(4)
                                .uniqueElements(),
                        rest)
                .as((name, destination, action, value, identifiers, others) -> new ConversionMapping(
                        name,
                        "",
                        destination,
                        action,
                        value,
                        identifiers,
                        others.consent(),
                        others.count(),
                        others.holdBack(),
                        others.window(),
                        others.afterwards()));
    }

    /** Each a stage of the funnel; names, and pairs of stage and destination, are unique. */
    private static Arbitrary<List<ConversionMapping>> mappings(List<FunnelStage> stages) {
        return Combinators.combine(mapping(), Arbitraries.of(stages))
                .as((mapping, stage) -> at(mapping, stage.name()))
                .list()
                .ofMaxSize(4)
                .uniqueElements(ConversionMapping::name)
                .uniqueElements(mapping -> Map.entry(mapping.stage(), mapping.destination()));
    }

    private static ConversionMapping at(ConversionMapping mapping, String stage) {
        return new ConversionMapping(
                mapping.name(),
                stage,
                mapping.destination(),
                mapping.action(),
                mapping.value(),
                mapping.identifiers(),
                mapping.consent(),
                mapping.count(),
                mapping.holdBack(),
                mapping.attributionWindow(),
                mapping.afterwards());
    }

    private static Arbitrary<List<Funnel.Exclusion>> exclusions() {
        return Combinators.combine(Arbitraries.of(CrmObject.values()), condition())
                .as(Funnel.Exclusion::new)
                .list()
                .ofMaxSize(3)
                .map(ArrayList::new);
    }

    static Optional<Funnel> read(String document) {
        return MappingFile.read(document, Known.NOTHING) instanceof Reading.Read(var funnel, var text, var notes)
                ? Optional.of(funnel)
                : Optional.empty();
    }
}
