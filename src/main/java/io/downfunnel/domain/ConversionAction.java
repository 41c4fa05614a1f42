package io.downfunnel.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a platform counts (LinkedIn: conversion rule), as the account shows it now.
 *
 * @param id as mappings write it
 * @param name as people gave it; may be changed there at any time
 * @param owner id of the ad account that it belongs to; uploads have to go through this account
 * @param category the platform's own word for the kind of outcome, such as {@code QUALIFIED_LEAD}; empty where it has none
 * @param counting what is counted of several conversions after one click; empty where the platform does not say
 * @param clickWindow how long after a click a conversion still counts for it; empty where the platform does not say
 * @param primary whether bids follow it; empty where the platform knows no such difference
 * @param defaultValue counted for an upload without a value; empty: such an upload counts without one
 * @param alwaysDefault the value of an upload is ignored in favour of the default one, which makes restatements impossible
 * @param campaigns ids of the campaigns that count it; empty where the platform does not tie the two together
 * @param lastUpload when the platform last took something for it, as far as it says
 * @param obstacle why nothing can be uploaded for it, a sentence with what to do; empty when uploads can go there
 */
public record ConversionAction(
        String id,
        String name,
        String owner,
        Optional<String> category,
        Optional<Counting> counting,
        Optional<Duration> clickWindow,
        Optional<Boolean> primary,
        Optional<Money> defaultValue,
        boolean alwaysDefault,
        Optional<Set<String>> campaigns,
        Optional<Instant> lastUpload,
        Optional<String> obstacle) {

    public enum Counting {
        ONE_PER_CLICK,
        EVERY
    }

    public ConversionAction {
        if (id.isBlank()) {
            throw new IllegalArgumentException("A conversion action has an id");
        }
        campaigns = campaigns.map(Set::copyOf);
    }

    public boolean takesUploads() {
        return obstacle.isEmpty();
    }

    /**
     * One that is to be made. It is made so that bids do not follow it before a person says so, where the platform knows the
     * difference.
     *
     * @param name unique in the account
     * @param category the platform's own word; one of {@code AdPlatform.actionCategories()}
     * @param clickWindow in days of 24 hours; a platform may offer only some
     * @param counting one the platform has
     */
    public record Draft(String name, String category, Duration clickWindow, Counting counting) {
        public Draft {
            if (name.isBlank()) {
                throw new IllegalArgumentException("A conversion action has a name");
            }
        }
    }
}
