package io.downfunnel.report;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.downfunnel.store.JourneyReadStore;
import io.downfunnel.store.JourneyReadStore.Place;

/** Answers “what became of this?” for a CRM record id, a conversion key, a click ID or an e-mail address. Changes nothing. */
@Singleton
public class ExplainStep {
    private final JourneyReadStore journeys;
    private final Explainer explainer;

    public ExplainStep(JourneyReadStore journeys, ReportConfig config) {
        this.journeys = journeys;
        this.explainer = new Explainer(config.timeZone(), ConnectionNames.installed());
    }

    public sealed interface Answer {
        /** The story. */
        record Story(Explanation explanation) implements Answer {}

        /** Several journeys fit: ask again with the record of one of them. */
        record Choice(List<Candidate> candidates) implements Answer {
            public Choice {
                candidates = List.copyOf(candidates);
            }
        }

        /** @param meaning what that may mean, one thought a line */
        record Nothing(List<String> meaning) implements Answer {
            public Nothing {
                meaning = List.copyOf(meaning);
            }
        }
    }

    /** @param organization number of the CRM organisation, to tell equal ids apart */
    public record Candidate(
            int organization, String organizationName, String recordId, String subject, String sentence) {}

    public Answer explain(String text) {
        return explain(text, Optional.empty());
    }

    /** @param organization only there; empty: in every CRM organisation */
    public Answer explain(String text, Optional<Integer> organization) {
        return explain(Sought.of(text), organization);
    }

    public Answer explain(Sought sought, Optional<Integer> organization) {
        var places = places(sought).stream()
                .filter(place -> organization.isEmpty() || organization.get() == place.organization())
                .toList();
        return switch (places.size()) {
            case 0 -> new Answer.Nothing(meaning(sought));
            case 1 -> new Answer.Story(explainer.explain(journeys.read(places.getFirst())));
            default -> new Answer.Choice(places.stream().map(this::candidate).toList());
        };
    }

    private List<Place> places(Sought sought) {
        return switch (sought) {
            case Sought.Key(var key) -> journeys.ofConversionKey(key);
            case Sought.CrmRecord(var id) -> journeys.ofRecord(id);
            case Sought.Click(var value) -> journeys.ofClick(value);
            case Sought.Email(var hash) -> journeys.ofEmail(hash);
            case Sought.Nonsense() -> List.of();
        };
    }

    private Candidate candidate(Place place) {
        var story = explainer.explain(journeys.read(place));
        return new Candidate(
                place.organization(), place.organizationName(), place.root(), story.subject(), story.sentence());
    }

    private static List<String> meaning(Sought sought) {
        return switch (sought) {
            case Sought.Key(var key) ->
                List.of(
                        "No conversion has this key in this database.",
                        "Keys of another installation, or of another CRM organisation, are not known here.");
            case Sought.CrmRecord(var id) ->
                List.of(
                        "No lead, opportunity or contact with this id has been extracted.",
                        "It may be newer than the last extraction: see “CRM data” on the overview.",
                        "The integration user may not be allowed to see it, or it belongs to another organisation.",
                        "Of a contact, only those with a part in a lead or an opportunity are known.");
            case Sought.Click(var value) ->
                List.of(
                        "No record in the CRM carries this click ID.",
                        "Capital letters matter in click IDs: one that was written in lower case on its way is another one.",
                        "It may have been lost between the landing page and the form, or at lead conversion.");
            case Sought.Email(var hash) ->
                List.of(
                        "No lead has this address, and no contact with a part in an opportunity.",
                        "It may be written otherwise in the CRM; only the same address has the same hash.",
                        "The person may have asked for their data to be removed.");
            case Sought.Nonsense() ->
                List.of(
                        "This is not a CRM record id (15 or 18 letters and digits), a conversion key (it begins with df),"
                                + " a click ID or an e-mail address.",
                        "Copy it whole, without spaces inside.");
        };
    }
}
