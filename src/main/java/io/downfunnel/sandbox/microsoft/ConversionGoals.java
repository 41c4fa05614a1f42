package io.downfunnel.sandbox.microsoft;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.sandbox.ControlException;

/** The account's goals. Not safe for many threads; its owner takes turns. */
final class ConversionGoals {
    private static final Duration NINETY_DAYS = Duration.ofDays(90);

    private final Instant longAgo;
    private final Map<String, ConversionGoal> byId = new LinkedHashMap<>();

    ConversionGoals(Instant anchor) {
        longAgo = anchor.minus(Duration.ofDays(400));
        reset();
    }

    void reset() {
        byId.clear();
        offline(Advertiser.QUALIFIED_LEAD, "Qualified lead", false, true, false);
        offline(Advertiser.OPPORTUNITY, "Opportunity", false, true, false);
        offline(Advertiser.CLOSED_WON, "Closed won", false, true, false);
        offline(Advertiser.NOT_ENHANCED, "Without enhanced conversions", false, false, false);
        offline(Advertiser.ONE_PER_CLICK, "One per click", true, true, false);
        offline(Advertiser.PAUSED, "Paused", false, true, true);
        put(new ConversionGoal(
                Advertiser.CONTACT_FORM, "Contact form", "Url", false, false, false, Duration.ofDays(30), longAgo));
    }

    private void offline(String id, String name, boolean unique, boolean enhanced, boolean paused) {
        put(new ConversionGoal(id, name, "OfflineConversion", unique, enhanced, paused, NINETY_DAYS, longAgo));
    }

    void add(String id, String name, Instant createdAt) {
        put(new ConversionGoal(id, name, "OfflineConversion", false, true, false, NINETY_DAYS, createdAt));
    }

    void change(String id, String name, boolean paused) {
        var goal = byId.get(id);
        if (goal == null) {
            throw new ControlException("Microsoft has no goal " + id + "; it has " + byId.keySet());
        }
        put(goal.with(name, paused));
    }

    private void put(ConversionGoal goal) {
        byId.put(goal.id(), goal);
    }

    /** Names are unique, and conversions find their goal by them. */
    Optional<ConversionGoal> named(String name) {
        return byId.values().stream().filter(goal -> goal.name().equals(name)).findFirst();
    }

    List<ConversionGoal> ofTypes(Set<String> types) {
        return byId.values().stream()
                .filter(goal -> types.contains(goal.type()))
                .toList();
    }

    Optional<ConversionGoal> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }
}
