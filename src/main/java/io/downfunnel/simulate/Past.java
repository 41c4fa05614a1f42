package io.downfunnel.simulate;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.downfunnel.domain.Click;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Dossier;
import io.downfunnel.domain.Dossier.Lending;
import io.downfunnel.domain.Journey.FieldChange;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.Journey.Snapshot;
import io.downfunnel.domain.Lender;
import io.downfunnel.domain.Lender.Candidate;

/**
 * What the CRM showed in a night of the past, as far as its history tells.
 *
 * <p>Known for every night: which records and contact roles were there, whether a lead was converted, an opportunity's
 * stage and amount, and the tracked fields of a lead. Told by the record's last change, which may have come later: that it
 * was deleted or merged. Everything else (fields without history, click IDs, e-mail addresses, which contact is the primary
 * one) is not known of any night but the present, and is taken to have been as it is now.
 */
final class Past {
    private static final String CONVERTED = "leadConverted";
    private static final Comparator<FieldChange> IN_TIME =
            Comparator.comparing(FieldChange::at).thenComparing(FieldChange::id);
    private static final Comparator<Snapshot> ROWS =
            Comparator.comparing(Snapshot::at).thenComparing(Snapshot::id);

    private final Dossier dossier;
    private final Instant night;
    private final List<LeadStory> leads;
    private final List<OpportunityStory> opportunities;
    private final Map<String, OpportunityStory> byId;

    private Past(Dossier dossier, Instant night, List<LeadStory> leads, List<OpportunityStory> opportunities) {
        this.dossier = dossier;
        this.night = night;
        this.leads = leads;
        this.opportunities = opportunities;
        this.byId = opportunities.stream().collect(Collectors.toMap(OpportunityStory::id, Function.identity()));
    }

    /** Everything there is, also what is dated later. */
    static Past present(Dossier dossier) {
        return new Past(dossier, Instant.MAX, dossier.leads(), dossier.opportunities());
    }

    static Past of(Dossier dossier, Instant night) {
        return new Past(
                dossier,
                night,
                dossier.leads().stream()
                        .filter(lead -> !lead.createdAt().isAfter(night))
                        .map(lead -> lead(lead, night))
                        .toList(),
                dossier.opportunities().stream()
                        .filter(opportunity -> !opportunity.createdAt().isAfter(night))
                        .map(opportunity -> opportunity(opportunity, dossier, night))
                        .toList());
    }

    List<LeadStory> leads() {
        return leads;
    }

    List<OpportunityStory> opportunities() {
        return opportunities;
    }

    /** What happened later has not been seen. */
    Instant upTo() {
        return night;
    }

    /** Its history stays whole: what it tells of later is left out by who reads it. */
    private static LeadStory lead(LeadStory lead, Instant night) {
        var gone = !lead.modifiedAt().isAfter(night);
        var fields = fields(lead.fields(), lead.history(), night);
        if (gone && fields == lead.fields()) {
            return lead;
        }
        return new LeadStory(
                lead.id(),
                lead.createdAt(),
                lead.modifiedAt(),
                lead.deleted() && gone,
                lead.masterId().filter(master -> gone),
                fields,
                lead.currency(),
                lead.problem(),
                lead.history());
    }

    /** Undoes what came later, beginning with the last: the same map where there was nothing. */
    private static Map<String, String> fields(Map<String, String> now, List<FieldChange> history, Instant night) {
        var later = history.stream()
                .filter(change -> change.at().isAfter(night))
                .sorted(IN_TIME.reversed())
                .toList();
        if (later.isEmpty()) {
            return now;
        }
        var then = new HashMap<>(now);
        for (var change : later) {
            if (change.field().equals(CONVERTED)) {
                then.put("IsConverted", "false");
                then.remove("ConvertedOpportunityId");
            } else if (change.from().isPresent() || change.to().isPresent()) {
                change.from()
                        .ifPresentOrElse(before -> then.put(change.field(), before), () -> then.remove(change.field()));
            }
        }
        return then;
    }

    private static OpportunityStory opportunity(OpportunityStory opportunity, Dossier dossier, Instant night) {
        var gone = !opportunity.modifiedAt().isAfter(night);
        var rows = opportunity.history().stream().sorted(ROWS).toList();
        var seen = rows.stream().filter(row -> !row.at().isAfter(night)).toList();
        if (seen.size() == rows.size()) {
            return gone ? opportunity : told(opportunity, opportunity.fields(), opportunity.amount(), rows, false);
        }
        var row = seen.isEmpty() ? rows.getFirst() : seen.getLast();
        var fields = new HashMap<>(opportunity.fields());
        row.stageName().ifPresent(stage -> {
            fields.put("StageName", stage);
            fields.put("IsClosed", String.valueOf(row.closed()));
            fields.put("IsWon", String.valueOf(dossier.wonStages().contains(stage)));
        });
        row.amount()
                .ifPresentOrElse(amount -> fields.put("Amount", amount.toPlainString()), () -> fields.remove("Amount"));
        return told(opportunity, fields, row.amount(), seen, gone);
    }

    private static OpportunityStory told(
            OpportunityStory opportunity,
            Map<String, String> fields,
            Optional<java.math.BigDecimal> amount,
            List<Snapshot> history,
            boolean gone) {
        return new OpportunityStory(
                opportunity.id(),
                opportunity.createdAt(),
                opportunity.modifiedAt(),
                opportunity.deleted() && gone,
                fields,
                amount,
                opportunity.currency(),
                opportunity.problem(),
                history);
    }

    /** Each record once, in the first place that it had by then. */
    List<Candidate> candidates(String asking) {
        var first = new LinkedHashMap<String, Lending>();
        dossier.lendings().getOrDefault(asking, List.of()).stream()
                .filter(lending -> !lending.linkedAt().isAfter(night)
                        && !lending.lender().createdAt().isAfter(night))
                .forEach(lending -> first.merge(
                        lending.lender().object() + lending.lender().id(),
                        lending,
                        (one, other) -> one.position() <= other.position() ? one : other));
        return first.values().stream()
                .map(lending -> new Candidate(lending.position(), lending.rule(), lender(lending)))
                .toList();
    }

    private Lender lender(Lending lending) {
        var now = lending.lender();
        var gone = !lending.modifiedAt().isAfter(night);
        var fields = now.object() == CrmObject.OPPORTUNITY
                ? Optional.ofNullable(byId.get(now.id()))
                        .map(OpportunityStory::fields)
                        .orElse(now.fields())
                : fields(now.fields(), lending.history(), night);
        var clicks = now.clicks().stream().filter(this::happened).toList();
        if ((gone || !now.gone())
                && fields == now.fields()
                && clicks.size() == now.clicks().size()) {
            return now;
        }
        return new Lender(
                now.object(),
                now.id(),
                now.createdAt(),
                now.contactId().filter(contact -> !"false".equals(fields.get("IsConverted"))),
                clicks,
                now.email(),
                now.phone(),
                fields,
                now.testRecord(),
                now.problem(),
                now.gone() && gone);
    }

    private boolean happened(Click click) {
        return click.dating() == Click.Dating.NOT_LATER_THAN
                || !click.clickedAt().isAfter(night);
    }
}
