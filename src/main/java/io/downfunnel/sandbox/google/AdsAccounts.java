package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import io.downfunnel.sandbox.SandboxAccounts;
import io.downfunnel.sandbox.google.ConversionAction.Type;

/** The Google Ads accounts that exist here, and their conversion actions. */
final class AdsAccounts {

    private static final Duration LONG_AGO = Duration.ofDays(400);

    private final SandboxAccounts.Google ids;
    private final Map<String, ConversionAction> actions = new ConcurrentHashMap<>();

    AdsAccounts(SandboxAccounts.Google ids, Instant anchor) {
        this.ids = ids;
        Instant since = anchor.minus(LONG_AGO);
        Stream.of(
                        many(ids.qualifiedLead(), "Qualified lead", since),
                        many(ids.opportunity(), "Opportunity", since),
                        many(ids.closedWon(), "Closed won", since),
                        new ConversionAction(
                                ids.wrongType(),
                                "Newsletter page",
                                ids.customerId(),
                                Type.WEBPAGE,
                                days(30),
                                false,
                                since),
                        new ConversionAction(
                                ids.onePerClick(),
                                "First meeting",
                                ids.customerId(),
                                Type.UPLOAD_CLICKS,
                                days(90),
                                true,
                                since),
                        new ConversionAction(
                                ids.ownedByOther(),
                                "Closed won (other account)",
                                ids.otherCustomerId(),
                                Type.UPLOAD_CLICKS,
                                days(90),
                                false,
                                since))
                .forEach(this::add);
    }

    void add(ConversionAction action) {
        actions.put(action.id(), action);
    }

    Optional<ConversionAction> action(String id) {
        return Optional.ofNullable(actions.get(id));
    }

    /** Whether the identity may act on this account. */
    boolean mayOperate(String accountId) {
        return accountId.equals(ids.customerId()) || accountId.equals(ids.otherCustomerId());
    }

    /** Whether the identity is a user of the login account and that one is the operating account or above it. */
    boolean mayLogIn(String loginId, String operatingId) {
        return loginId.isEmpty() || loginId.equals(operatingId) || loginId.equals(ids.managerId());
    }

    private ConversionAction many(String id, String name, Instant since) {
        return new ConversionAction(id, name, ids.customerId(), Type.UPLOAD_CLICKS, days(90), false, since);
    }

    private static Duration days(int days) {
        return Duration.ofDays(days);
    }
}
