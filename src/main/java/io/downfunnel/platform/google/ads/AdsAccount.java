package io.downfunnel.platform.google.ads;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import com.google.ads.googleads.v23.services.ClickConversionResult;
import com.google.ads.googleads.v23.services.ConversionAdjustmentResult;
import com.google.rpc.Status;
import org.jboss.logging.Logger;

import io.downfunnel.domain.AdAccountFacts;
import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Diagnostic;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Endpoint;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.http.Redaction;
import io.downfunnel.platform.http.Tokens;

/** A Google Ads account by the Google Ads API. What each method costs in operations is said at it. */
public final class AdsAccount implements AutoCloseable {
    /** What an access token must allow. */
    public static final String SCOPE = "https://www.googleapis.com/auth/adwords";

    /** Kinds of conversion action that can be made, in Google's words. */
    public static final List<String> CATEGORIES = DraftedAction.CATEGORIES;

    private static final Logger LOG = Logger.getLogger(AdsAccount.class);

    private final String customer;
    private final Clock clock;
    private final Refusals refusals;
    private final Operations operations;
    private final AdsConnection connection;
    private final Map<String, Instant> made = new ConcurrentHashMap<>();

    /**
     * How to get there.
     *
     * @param customer ten digits
     * @param login of the manager account that our identity is a user of; empty for direct access
     * @param deadline for each call
     */
    public record Way(Endpoint endpoint, String customer, Optional<String> login, Duration deadline) {}

    public AdsAccount(Way way, Tokens tokens, FailureTable table, Redaction redaction, Clock clock) {
        this.customer = way.customer();
        this.clock = clock;
        this.refusals = new Refusals(table, redaction, clock);
        this.operations = new Operations(clock);
        this.connection = new AdsConnection(way.endpoint(), way.login(), way.deadline(), tokens, refusals, operations);
    }

    /** Costs one operation. */
    public Receipt upload(List<ConversionEvent> batch) {
        return upload(batch, false);
    }

    /** Nothing of it can count. Costs one operation. */
    public Receipt validate(List<ConversionEvent> batch) {
        return upload(batch, true);
    }

    private Receipt upload(List<ConversionEvent> batch, boolean validateOnly) {
        var upload = ClickUpload.of(customer, batch);
        var answer = connection.call(
                clients -> clients.uploads().uploadClickConversionsCallable(), upload.request(validateOnly));
        var results = answer.getResultsList();
        var receipt = new PartialFailure(refusals.hiding(refusals.redaction().and(batch)))
                .read(
                        upload.sent().stream().map(ConversionEvent::key).toList(),
                        failure(answer.hasPartialFailureError(), answer.getPartialFailureError()),
                        // Nothing is repeated of what was only looked at.
                        row -> validateOnly || row < results.size() && taken(results.get(row)));
        return Receipt.forEach(
                batch, Optional.empty(), event -> receipt.outcomes().getOrDefault(event.key(), new Outcome.Spared()));
    }

    private static boolean taken(ClickConversionResult result) {
        return !result.equals(ClickConversionResult.getDefaultInstance());
    }

    /**
     * Restates and retracts by order id. Each row is answered at once, and there is no later word on it. Costs one
     * operation.
     */
    public Receipt adjust(List<Adjustment> batch) {
        var answer = connection.call(
                clients -> clients.adjustments().uploadConversionAdjustmentsCallable(),
                new AdjustmentUpload(customer, batch).request());
        var results = answer.getResultsList();
        var receipt = new PartialFailure(refusals)
                .read(
                        batch.stream().map(Adjustment::key).toList(),
                        failure(answer.hasPartialFailureError(), answer.getPartialFailureError()),
                        row -> row < results.size() && changed(results.get(row)));
        var outcomes = new LinkedHashMap<>(receipt.outcomes());
        batch.forEach(adjustment ->
                outcomes.computeIfPresent(adjustment.key(), (key, outcome) -> meant(adjustment, outcome)));
        return new Receipt(Optional.empty(), outcomes, List.of());
    }

    private static boolean changed(ConversionAdjustmentResult result) {
        return !result.equals(ConversionAdjustmentResult.getDefaultInstance());
    }

    /** What was taken back already is as good as done for who takes it back, and lost for who wants to change its value. */
    private static Outcome meant(Adjustment adjustment, Outcome outcome) {
        return outcome instanceof Outcome.Duplicate(var failure)
                        && failure.code().endsWith(".CONVERSION_ALREADY_RETRACTED")
                        && adjustment.kind() == Adjustment.Kind.RESTATEMENT
                ? new Outcome.Rejected(failure)
                : outcome;
    }

    private static Optional<Status> failure(boolean given, Status status) {
        return given ? Optional.of(status) : Optional.empty();
    }

    /** Costs one operation. */
    Customer look() {
        var seen = new ArrayList<Customer>();
        connection.stream(customer, Queries.CUSTOMER, row -> {
            try {
                seen.add(Customer.of(row));
            } catch (IllegalArgumentException e) {
                throw refusals.broken("UNREADABLE_ANSWER", e.getMessage(), e);
            }
        });
        if (seen.isEmpty()) {
            throw refusals.broken("GoogleAds.EMPTY_ANSWER", "No row for customer " + customer, null);
        }
        return seen.getFirst();
    }

    /** Costs one operation. */
    public AdAccountFacts facts() {
        return look().facts();
    }

    /** Costs three operations. */
    public List<ConversionAction> conversionActions() {
        var account = look();
        var lastUploads = new HashMap<String, Instant>();
        diagnostics(account)
                .forEach(each -> each.action()
                        .ifPresent(id -> each.lastUpload()
                                .ifPresent(at ->
                                        lastUploads.merge(id, at, (one, other) -> one.isAfter(other) ? one : other))));
        var actions = new ArrayList<ConversionAction>();
        var reading = new Actions(account, lastUploads, made, clock.instant());
        connection.stream(customer, Queries.ACTIONS, row -> {
            if (!Actions.removed(row.getConversionAction())) {
                actions.add(reading.read(row.getConversionAction()));
            }
        });
        return List.copyOf(actions);
    }

    /** Nice to know, and nothing to fail for. */
    private Map<String, Instant> lastUploads(Customer account) {
        var last = new HashMap<String, Instant>();
        try {
            diagnostics(account)
                    .forEach(each -> each.action()
                            .ifPresent(id -> each.lastUpload()
                                    .ifPresent(at ->
                                            last.merge(id, at, (one, other) -> one.isAfter(other) ? one : other))));
        } catch (PlatformException e) {
            LOG.infof("Google Ads does not say when uploads came last: %s", e.getMessage());
        }
        return last;
    }

    /** The conversion actions of these numbers, those that were removed included. Costs one operation. */
    Map<String, ConversionAction> actions(Customer account, Set<String> ids) {
        var found = new HashMap<String, ConversionAction>();
        var reading = new Actions(account, Map.of(), made, clock.instant());
        connection.stream(customer, Queries.ACTIONS, row -> {
            var action = reading.read(row.getConversionAction());
            if (ids.contains(action.id())) {
                found.put(action.id(), action);
            }
        });
        return found;
    }

    /** Costs two operations. */
    public ConversionAction create(ConversionAction.Draft draft) {
        var account = look();
        if (!account.countsItself()) {
            throw refusals.broken(
                    "GoogleAds.ACTIONS_ARE_ELSEWHERE",
                    "Conversions of " + Customer.written(account.id()) + " are counted by "
                            + Customer.written(account.counts())
                            + " (customer.conversion_tracking_setting.google_ads_conversion_customer)",
                    null);
        }
        var drafted = new DraftedAction(draft, account);
        var answer = connection.call(clients -> clients.actions().mutateConversionActionsCallable(), drafted.request());
        if (answer.getResultsCount() == 0) {
            throw refusals.broken("UNREADABLE_ANSWER", "No name of what was made", null);
        }
        var id = Rows.lastNumber(answer.getResults(0).getResourceName());
        made.put(id, clock.instant());
        return drafted.made(id);
    }

    /** Costs one operation. */
    public void costs(Days days, Consumer<AdReport.CampaignDay> into) {
        connection.stream(customer, Queries.costs(days), row -> into.accept(Rows.cost(row)));
    }

    /** Costs one operation. */
    public void counted(Days days, Consumer<AdReport.CountedDay> into) {
        connection.stream(customer, Queries.counted(days), row -> Rows.counted(row, into));
    }

    /** Costs one operation. */
    public void clicks(LocalDate day, Consumer<AdReport.ClickDay> into) {
        connection.stream(customer, Queries.clicks(day), row -> {
            if (!row.getClickView().getGclid().isBlank()) {
                into.accept(Rows.click(row, customer));
            }
        });
    }

    /** Costs two operations. */
    public List<Diagnostic> diagnostics() {
        return diagnostics(look());
    }

    private List<Diagnostic> diagnostics(Customer account) {
        var diagnostics = new ArrayList<Diagnostic>();
        var reading = new Diagnostics(account, refusals);
        connection.stream(
                customer,
                Queries.UPLOADS,
                row -> diagnostics.add(reading.read(row.getOfflineConversionUploadConversionActionSummary())));
        return List.copyOf(diagnostics);
    }

    /**
     * Looks at everything this way of access needs, and at the conversion actions. Costs two operations.
     *
     * @param vital whether uploads go this way too; otherwise what is wrong with the access alone is a warning
     */
    public List<CheckItem> check(Set<String> actions, boolean vital) {
        return new AdsChecks(this, refusals, operations, vital).run(actions);
    }

    @Override
    public void close() {
        connection.close();
    }

    @Override
    public String toString() {
        return "Google Ads account " + customer;
    }
}
