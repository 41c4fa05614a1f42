package io.downfunnel.simulate;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.domain.Click;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Dossier;
import io.downfunnel.domain.Dossier.Lending;
import io.downfunnel.domain.Journey.FieldChange;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.Journey.Snapshot;
import io.downfunnel.domain.Lender;
import io.downfunnel.domain.Match.Rule;

/** A lead with a click, and the deal it became, as the CRM tells of them today. */
final class SomeDossier {
    static final String LEAD = "00Q000000000001AAA";
    static final String DEAL = "006000000000001AAA";
    static final String GCLID = "TeSt-gClId-1";

    private final Instant createdAt;
    private final Map<String, String> leadFields = new HashMap<>(Map.of("Status", "New", "IsConverted", "false"));
    private final List<FieldChange> leadHistory = new ArrayList<>();
    private final List<Snapshot> rows = new ArrayList<>();
    private final List<Click> clicks = new ArrayList<>();
    private Instant leadModifiedAt;
    private boolean leadDeleted;
    private Optional<Instant> opened = Optional.empty();
    private Optional<Instant> dealDeleted = Optional.empty();
    private int number;

    SomeDossier(Instant createdAt) {
        this.createdAt = createdAt;
        this.leadModifiedAt = createdAt;
    }

    SomeDossier clicked(Instant at) {
        clicks.add(new Click(new ClickId(ClickId.Kind.GCLID, GCLID), at, Click.Dating.RECORDED));
        return this;
    }

    SomeDossier status(Instant at, String to) {
        leadHistory.add(
                new FieldChange(id("017"), at, "Status", Optional.of(leadFields.get("Status")), Optional.of(to)));
        leadFields.put("Status", to);
        leadModifiedAt = at;
        return this;
    }

    /** A field whose history the CRM keeps. */
    SomeDossier field(Instant at, String name, String to) {
        leadHistory.add(
                new FieldChange(id("017"), at, name, Optional.ofNullable(leadFields.get(name)), Optional.of(to)));
        leadFields.put(name, to);
        leadModifiedAt = at;
        return this;
    }

    /** A field whose history nobody keeps. */
    SomeDossier always(String name, String value) {
        leadFields.put(name, value);
        return this;
    }

    SomeDossier deletedLead(Instant at) {
        leadDeleted = true;
        leadModifiedAt = at;
        return this;
    }

    SomeDossier converted(Instant at) {
        leadHistory.add(new FieldChange(id("017"), at, "leadConverted", Optional.empty(), Optional.empty()));
        leadFields.put("IsConverted", "true");
        leadFields.put("ConvertedOpportunityId", DEAL);
        leadModifiedAt = at;
        opened = Optional.of(at);
        return this;
    }

    SomeDossier deal(Instant at, String stage, String amount) {
        rows.add(new Snapshot(
                id("008"),
                at,
                Optional.of(stage),
                Optional.ofNullable(amount).map(BigDecimal::new),
                Optional.empty(),
                stage.startsWith("Closed")));
        return this;
    }

    SomeDossier deletedDeal(Instant at) {
        dealDeleted = Optional.of(at);
        return this;
    }

    private String id(String prefix) {
        return prefix + "%012dAAA".formatted(++number);
    }

    Dossier dossier() {
        var lead = new LeadStory(
                LEAD,
                createdAt,
                leadModifiedAt,
                leadDeleted,
                Optional.empty(),
                leadFields,
                Optional.of("EUR"),
                Optional.empty(),
                leadHistory);
        var deals = opened.map(this::opportunity).stream().toList();
        var lendings = new HashMap<String, List<Lending>>();
        lendings.put(LEAD, List.of(lending(0, Rule.LEAD_ITSELF, createdAt)));
        opened.ifPresent(at -> lendings.put(
                DEAL,
                List.of(
                        new Lending(
                                0,
                                Optional.of(Rule.OPPORTUNITY_ITSELF),
                                Instant.MIN,
                                dealAsLender(deals.getFirst()),
                                deals.getFirst().modifiedAt(),
                                List.of()),
                        lending(1, Rule.CONVERTED_LEAD, at))));
        return new Dossier("00D000000000001AAA", List.of(lead), deals, lendings, Set.of("Closed Won"));
    }

    private OpportunityStory opportunity(Instant at) {
        var last = rows.getLast();
        var fields = new HashMap<String, String>();
        fields.put("StageName", last.stageName().orElseThrow());
        fields.put("IsClosed", String.valueOf(last.closed()));
        fields.put("IsWon", String.valueOf(last.stageName().orElseThrow().equals("Closed Won")));
        last.amount().ifPresent(amount -> fields.put("Amount", amount.toPlainString()));
        return new OpportunityStory(
                DEAL,
                at,
                dealDeleted.orElse(last.at()),
                dealDeleted.isPresent(),
                fields,
                last.amount(),
                Optional.of("EUR"),
                Optional.empty(),
                rows);
    }

    private Lending lending(int position, Rule rule, Instant linkedAt) {
        return new Lending(
                position,
                Optional.of(rule),
                linkedAt,
                new Lender(
                        CrmObject.LEAD,
                        LEAD,
                        createdAt,
                        Optional.empty(),
                        clicks,
                        Optional.empty(),
                        Optional.empty(),
                        leadFields,
                        false,
                        Optional.empty(),
                        leadDeleted),
                leadModifiedAt,
                leadHistory);
    }

    private static Lender dealAsLender(OpportunityStory deal) {
        return new Lender(
                CrmObject.OPPORTUNITY,
                DEAL,
                deal.createdAt(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                deal.fields(),
                false,
                Optional.empty(),
                deal.deleted());
    }
}
