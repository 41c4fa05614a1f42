package io.downfunnel.console;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.downfunnel.domain.AdCampaign;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.report.Wording;

/**
 * A conversion action and the campaigns that count it, or could.
 *
 * @param use which mappings send to it, in a sentence
 * @param counting names of the campaigns that count it
 * @param others campaigns that could; those that are over are left out
 */
public record TiesView(String id, String name, String use, String counting, List<Choice> others) {

    /** @param status in a word */
    public record Choice(String id, String name, String status) {}

    public TiesView {
        others = List.copyOf(others);
    }

    /** Those that mappings send to come first; those that take no uploads are left out. */
    static List<TiesView> of(
            List<ConversionAction> actions, List<AdCampaign> campaigns, List<ConversionMapping> mappings) {
        return actions.stream()
                .filter(ConversionAction::takesUploads)
                .sorted(Comparator.comparing((ConversionAction action) ->
                                uses(action, mappings).isEmpty())
                        .thenComparing(ConversionAction::name)
                        .thenComparing(ConversionAction::id))
                .map(action -> of(action, campaigns, uses(action, mappings)))
                .toList();
    }

    private static List<String> uses(ConversionAction action, List<ConversionMapping> mappings) {
        return mappings.stream()
                .filter(mapping -> mapping.action().equals(action.id()))
                .map(ConversionMapping::name)
                .toList();
    }

    private static TiesView of(ConversionAction action, List<AdCampaign> campaigns, List<String> uses) {
        var counting = campaigns.stream()
                .filter(campaign -> campaign.counts(action.id()))
                .map(AdCampaign::name)
                .toList();
        return new TiesView(
                action.id(),
                action.name(),
                uses.isEmpty() ? "No mapping sends to it." : "Sent to by " + Wording.listed(uses) + ".",
                counting.isEmpty()
                        ? "No campaign counts it: what is sent is credited to nobody."
                        : "Counted by " + Wording.listed(counting) + ".",
                campaigns.stream()
                        .filter(campaign -> !campaign.over() && !campaign.counts(action.id()))
                        .sorted(Comparator.comparing(AdCampaign::running).reversed())
                        .map(campaign -> new Choice(
                                campaign.id(),
                                campaign.name(),
                                campaign.running()
                                        ? "running"
                                        : campaign.status()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', ' ')))
                        .toList());
    }
}
