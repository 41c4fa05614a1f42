package io.downfunnel.platform.linkedin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.domain.AdCampaign;

/** The account's campaigns, and which conversion rules each of them counts (linkedin.md §3.3, §5.3). */
record Campaigns(AccountReader accounts, Rules rules) {
    private static final String RUNNING = "ACTIVE";
    private static final Set<String> OVER = Set.of("ARCHIVED", "COMPLETED", "CANCELED", "PENDING_DELETION", "REMOVED");

    List<AdCampaign> all() {
        return withRules(counted());
    }

    /** Those that may bring clicks at present, without a word about rules. */
    List<AdCampaign> running() {
        return withRules(Map.of()).stream().filter(AdCampaign::running).toList();
    }

    /** @param counted rules by campaign */
    private List<AdCampaign> withRules(Map<String, Set<String>> counted) {
        var campaigns = new ArrayList<AdCampaign>();
        accounts.campaigns("id,name,status", campaign -> {
            var id = campaign.path("id").asText();
            var status = campaign.path("status").asText("");
            campaigns.add(new AdCampaign(
                    id,
                    campaign.path("name").asText(id),
                    status,
                    status.equals(RUNNING),
                    OVER.contains(status),
                    Optional.of(counted.getOrDefault(id, Set.of()))));
        });
        campaigns.sort(Comparator.comparing(AdCampaign::name).thenComparing(AdCampaign::id));
        return List.copyOf(campaigns);
    }

    /** Each rule names its campaigns, so that one list tells of all. */
    private Map<String, Set<String>> counted() {
        var counted = new HashMap<String, Set<String>>();
        rules.all()
                .forEach(rule -> rule.campaigns()
                        .orElse(Set.of())
                        .forEach(campaign -> counted.computeIfAbsent(campaign, any -> new HashSet<>())
                                .add(rule.id())));
        return counted;
    }
}
