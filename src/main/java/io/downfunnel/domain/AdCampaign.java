package io.downfunnel.domain;

import java.util.Optional;
import java.util.Set;

/**
 * A campaign as its account shows it.
 *
 * @param id as the platform numbers it; {@link AdReport#campaign} and {@link ConversionAction#campaigns} name it so
 * @param name as it is called now
 * @param status in the platform's own word
 * @param running whether it may bring clicks at present
 * @param over whether it will never bring one again
 * @param actions ids of the conversion actions that count for it; empty where the platform does not tie the two together
 */
public record AdCampaign(
        String id, String name, String status, boolean running, boolean over, Optional<Set<String>> actions) {

    public AdCampaign {
        actions = actions.map(Set::copyOf);
        if (running && over) {
            throw new IllegalArgumentException("A campaign that runs is not over");
        }
    }

    /** Does the action count for it? So does every action where the platform does not tie the two together. */
    public boolean counts(String action) {
        return actions.map(ids -> ids.contains(action)).orElse(true);
    }
}
