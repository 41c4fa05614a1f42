package io.downfunnel.mappings;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

import io.downfunnel.domain.Money;
import io.downfunnel.domain.ValueRule;
import io.downfunnel.mappings.Section.Text;

/** Reads what a conversion is worth. */
final class ValueReader {
    private static final Set<String> KINDS = new LinkedHashSet<>(List.of("fixed", "crm-amount", "expected"));
    private static final Set<String> EXPECTED =
            new LinkedHashSet<>(List.of("probabilities", "otherwise", "deal-amount", "currency", "probability"));
    private static final String REMEDY =
            "Write none, { fixed: { amount: 50, currency: EUR } }, { crm-amount: { factor: 1 } } or { expected: … }.";

    private final Problems problems;
    private final Scalars scalars;

    ValueReader(Problems problems, Scalars scalars) {
        this.problems = problems;
        this.scalars = scalars;
    }

    Optional<ValueRule> value(Node node) {
        if (node instanceof MappingNode) {
            return Section.of(node, "a value", KINDS, problems).flatMap(this::kind);
        }
        return Section.texts(node, "\"value\"", problems).stream()
                .findFirst()
                .flatMap(text -> text.value().equals("none")
                        ? Optional.of(new ValueRule.None())
                        : problems.none(text.node(), "\"" + text.value() + "\" is not a value.", REMEDY));
    }

    private Optional<ValueRule> kind(Section section) {
        var kinds = KINDS.stream().filter(section::has).toList();
        if (kinds.size() != 1) {
            return problems.none(section.node(), "A value is of exactly one kind.", REMEDY);
        }
        var node = section.find(kinds.getFirst()).orElseThrow();
        return switch (kinds.getFirst()) {
            case "fixed" -> fixed(node);
            case "crm-amount" -> crmAmount(node);
            default -> expected(node);
        };
    }

    private Optional<ValueRule> fixed(Node node) {
        return Section.of(node, "\"fixed\"", Set.of("amount", "currency"), problems)
                .flatMap(section -> money(section, "amount"))
                .map(ValueRule.Fixed::new);
    }

    private Optional<ValueRule> crmAmount(Node node) {
        return Section.of(node, "\"crm-amount\"", Set.of("factor"), problems)
                .flatMap(section ->
                        section.findText("factor").map(scalars::factor).orElse(Optional.of(BigDecimal.ONE)))
                .map(ValueRule.CrmAmount::new);
    }

    private Optional<ValueRule> expected(Node node) {
        return Section.of(node, "\"expected\"", EXPECTED, problems).flatMap(section -> {
            if (section.has("probabilities") == section.has("deal-amount")) {
                return problems.none(
                        section.node(),
                        "An expected value is either the CRM amount times a table, or a usual deal times a probability.",
                        "Write \"probabilities\" (with \"otherwise\"), or \"deal-amount\", \"currency\" and \"probability\".");
            }
            return section.has("probabilities") ? expectedAmount(section) : expectedFixed(section);
        });
    }

    private Optional<ValueRule> expectedAmount(Section section) {
        var otherwise = section.findText("otherwise").flatMap(scalars::probability);
        return table(section.find("probabilities").orElseThrow())
                .map(table -> new ValueRule.ExpectedAmount(table, otherwise));
    }

    private Optional<Map<String, BigDecimal>> table(Node node) {
        if (!(node instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
            return problems.none(
                    node, "\"probabilities\" is a table.", "Write lines such as \"Proposal: 0.6\", by CRM stage.");
        }
        var table = new LinkedHashMap<String, BigDecimal>();
        mapping.getValue()
                .forEach(entry -> first(entry.getKeyNode(), "a CRM stage")
                        .ifPresent(stage -> first(entry.getValueNode(), "a probability")
                                .flatMap(scalars::probability)
                                .ifPresent(probability -> {
                                    if (table.put(stage.value(), probability) != null) {
                                        problems.add(
                                                stage.node(),
                                                "The CRM stage \"" + stage.value() + "\" stands twice in the table.",
                                                "Keep one of the two.");
                                    }
                                })));
        return Optional.of(table);
    }

    private Optional<Text> first(Node node, String name) {
        return Section.texts(node, name, problems).stream().findFirst();
    }

    private Optional<ValueRule> expectedFixed(Section section) {
        var money = money(section, "deal-amount");
        var probability =
                section.getText("probability", "Write \"probability: 0.25\".").flatMap(scalars::probability);
        return money.flatMap(deal -> probability.map(share -> new ValueRule.ExpectedFixed(deal, share)));
    }

    private Optional<Money> money(Section section, String amountKey) {
        var amount =
                section.getText(amountKey, "Write \"" + amountKey + ": 50\".").flatMap(scalars::amount);
        var currency = section.getText("currency", "A value needs a currency: write \"currency: EUR\".")
                .flatMap(scalars::currency);
        return amount.flatMap(number -> currency.map(unit -> new Money(number, unit)));
    }
}
