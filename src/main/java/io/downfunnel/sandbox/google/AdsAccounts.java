package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxAccounts;
import io.downfunnel.sandbox.google.ConversionAction.DefaultValue;
import io.downfunnel.sandbox.google.ConversionAction.Type;

/** The Google Ads accounts that exist here, and their conversion actions. */
public final class AdsAccounts {

    /** Below the manager, but our identity is a user of the manager only. */
    private static final String THROUGH_MANAGER = "4445556660";

    /** Our identity is a user of it, and it has been cancelled. */
    private static final String CANCELLED = "2223334440";

    /** Somebody else's. */
    private static final String FOREIGN = "3334445550";

    private static final long FIRST_NEW = 7_100_000_001L;
    private static final long FIRST_OF_OTHERS = 7_200_000_000L;

    private static final Duration LONG_AGO = Duration.ofDays(400);

    private final SandboxAccounts.Google ids;
    private final Instant since;
    private final Map<String, Customer> customers = new ConcurrentHashMap<>();
    private final Map<String, ConversionAction> actions = new ConcurrentHashMap<>();

    AdsAccounts(SandboxAccounts.Google ids, Instant anchor) {
        this.ids = ids;
        this.since = anchor.minus(LONG_AGO);
        reset();
    }

    /** As they were at the beginning. */
    void reset() {
        Optional<String> manager = Optional.of(ids.managerId());
        Optional<String> none = Optional.empty();
        Stream.of(
                        account(ids.managerId(), "Sandbox agency", none, true, true, ids.managerId()),
                        account(ids.customerId(), "Sandbox company", manager, true, true, ids.customerId()),
                        account(
                                ids.otherCustomerId(),
                                "Sandbox subsidiary",
                                manager,
                                true,
                                true,
                                ids.otherCustomerId()),
                        account(THROUGH_MANAGER, "Sandbox agency's client", manager, false, true, ids.managerId()),
                        account(CANCELLED, "Sandbox of old", none, true, false, CANCELLED),
                        account(FOREIGN, "Somebody else", none, false, true, FOREIGN))
                .forEach(customer -> customers.put(customer.id(), customer));
        actions.clear();
        Stream.of(
                        action(ids.qualifiedLead(), "Qualified lead", "QUALIFIED_LEAD", false, false),
                        action(ids.opportunity(), "Opportunity", "CONVERTED_LEAD", false, false),
                        action(ids.closedWon(), "Closed won", "PURCHASE", true, false),
                        action(ids.onePerClick(), "First meeting", "BOOK_APPOINTMENT", false, true),
                        new ConversionAction(
                                ids.wrongType(),
                                "Newsletter page",
                                ids.customerId(),
                                Type.WEBPAGE,
                                "SIGNUP",
                                "ENABLED",
                                true,
                                Duration.ofDays(30),
                                false,
                                DefaultValue.NONE,
                                since),
                        new ConversionAction(
                                ids.ownedByOther(),
                                "Closed won (other account)",
                                ids.otherCustomerId(),
                                Type.UPLOAD_CLICKS,
                                "PURCHASE",
                                "ENABLED",
                                true,
                                Duration.ofDays(90),
                                false,
                                DefaultValue.NONE,
                                since))
                .forEach(this::add);
    }

    /** What an entry of the journal changed or added. */
    void apply(JsonNode entry) {
        Json.stream(entry.path("actions")).map(ConversionAction::from).forEach(this::add);
    }

    void add(ConversionAction action) {
        actions.put(action.id(), action);
    }

    /** One that has not been removed. */
    public Optional<ConversionAction> action(String id) {
        return Optional.ofNullable(actions.get(id)).filter(action -> !action.removed());
    }

    /** The id that the next new action gets. */
    public String nextActionId() {
        long highest = actions.keySet().stream()
                .filter(id -> id.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .filter(id -> id < FIRST_OF_OTHERS)
                .max()
                .orElse(0);
        return String.valueOf(Math.max(highest, FIRST_NEW - 1) + 1);
    }

    /** All that a customer owns, removed ones too. */
    public List<ConversionAction> actionsOf(String customerId) {
        return actions.values().stream()
                .filter(action -> action.owner().equals(customerId))
                .sorted(Comparator.comparing(ConversionAction::id))
                .toList();
    }

    public Optional<Customer> customer(String id) {
        return Optional.ofNullable(customers.get(id));
    }

    /** Those of which our identity is a user. */
    public List<Customer> accessible() {
        return all().filter(Customer::direct).toList();
    }

    /** The accounts right below a manager. */
    public List<Customer> below(String managerId) {
        return all().filter(customer -> customer.manager().equals(Optional.of(managerId)))
                .toList();
    }

    void settle(String customerId, Customer.Settings settings) {
        customers.computeIfPresent(customerId, (id, customer) -> customer.with(settings));
    }

    /** Another account, such as the manager above, counts its conversions from now on. */
    void countBy(String customerId, String other) {
        customers.computeIfPresent(customerId, (id, customer) -> customer.countedBy(other));
    }

    /** Whether the identity may act on this account. */
    boolean mayOperate(String accountId) {
        return accountId.equals(ids.customerId()) || accountId.equals(ids.otherCustomerId());
    }

    /** Whether the identity is a user of the login account and that one is the operating account or above it. */
    boolean mayLogIn(String loginId, String operatingId) {
        return loginId.isEmpty() || loginId.equals(operatingId) || loginId.equals(ids.managerId());
    }

    private Stream<Customer> all() {
        return customers.values().stream().sorted(Comparator.comparing(Customer::id));
    }

    private Customer account(
            String id, String name, Optional<String> manager, boolean direct, boolean enabled, String conversions) {
        return new Customer(
                id, name, manager, id.equals(ids.managerId()), direct, enabled, conversions, Customer.Settings.ALL_SET);
    }

    private ConversionAction action(String id, String name, String category, boolean primary, boolean onePerClick) {
        return new ConversionAction(
                id,
                name,
                ids.customerId(),
                Type.UPLOAD_CLICKS,
                category,
                "ENABLED",
                primary,
                Duration.ofDays(90),
                onePerClick,
                DefaultValue.NONE,
                since);
    }
}
