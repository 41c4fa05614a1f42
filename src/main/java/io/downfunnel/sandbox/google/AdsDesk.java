package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.ClickLedger;
import io.downfunnel.sandbox.Journal;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxClock;

/** What the Ads API can do with what Google has: the tokens, the accounts, the books. Safe for many threads. */
public final class AdsDesk {

    /** A conversion shows up in reports about three hours after it came in. google.md §3.6. */
    private static final Duration REPORTING = Duration.ofHours(3);

    private final Object turn;
    private final SandboxClock clock;
    private final Journal journal;
    private final TokenEndpoint tokens;
    private final AdsAccounts accounts;
    private final ClickLedger clicks;
    private final GoogleBooks books;
    private final Judge judge;
    private final GoogleControl control;
    private final Supplier<Duration> processing;

    /** @param turn who holds it has the books to himself */
    AdsDesk(
            Object turn,
            SandboxClock clock,
            Journal journal,
            TokenEndpoint tokens,
            AdsAccounts accounts,
            ClickLedger clicks,
            GoogleBooks books,
            Judge judge,
            GoogleControl control,
            Supplier<Duration> processing) {
        this.turn = turn;
        this.clock = clock;
        this.journal = journal;
        this.tokens = tokens;
        this.accounts = accounts;
        this.clicks = clicks;
        this.books = books;
        this.judge = judge;
        this.control = control;
        this.processing = processing;
    }

    public Instant now() {
        return clock.instant();
    }

    public Standing standing(Call call) {
        return tokens.standing(call);
    }

    public AdsAccounts accounts() {
        return accounts;
    }

    public ClickLedger clicks() {
        return clicks;
    }

    /** Does some work that nobody else's comes between. */
    public <T> T inTurn(Supplier<T> work) {
        synchronized (turn) {
            return work.get();
        }
    }

    public boolean mayUpload(String customerId) {
        return inTurn(() -> control.mayUpload(customerId));
    }

    /** How many campaigns the account has besides the company's. */
    public int extraCampaigns() {
        return inTurn(control::extraCampaigns);
    }

    public Optional<ForcedError> forcedRowError() {
        return inTurn(control::forcedRowError);
    }

    /** Takes operations out of the allowance of the last 24 hours, or says how long to wait for so many. */
    public Optional<Duration> operate(Call call, int operations) {
        return inTurn(() -> {
            Optional<Duration> wait = books.operations().wait(operations, clock.instant());
            write(entry("operations", call)
                    .put("method", call.path())
                    .put("operations", wait.isPresent() ? 0 : operations));
            return wait;
        });
    }

    /** Every conversion that counts and is in the reports by now. */
    public List<CountedConversion> counted() {
        return inTurn(() -> books.counted(clock.instant().minus(clock.shortened(REPORTING))));
    }

    public List<UploadTally> tallies() {
        return inTurn(() -> books.tallies(processed()));
    }

    /**
     * Takes rows in, each judged with those before it known.
     *
     * @param broken rows that broke a rule, whose action is known nevertheless
     * @return by row a member of {@code ConversionUploadError}; empty: taken, or not counted without a word
     */
    public List<Optional<String>> upload(Call call, long job, List<ClickUpload> rows, List<BrokenRow> broken) {
        return inTurn(() -> {
            ObjectNode entry = entry("upload", call)
                    .put("requestId", UUID.randomUUID().toString())
                    .put("job", job);
            List<String> actions = actions(rows, broken);
            ArrayNode destinations = entry.putArray("destinations");
            actions.forEach(action -> destinations.addObject().put("productDestinationId", action));
            Submission submission = books.openJob(entry);
            ArrayNode events = entry.putArray("events");
            var results = new ArrayList<Optional<String>>();
            for (ClickUpload row : rows) {
                Judged judged = judged(row, actions.indexOf(row.action()));
                books.add(submission, judged);
                events.add(judged.toJson());
                results.add(Optional.of(judged.reason())
                        .filter(reason -> !reason.isEmpty() && !reason.startsWith("PROCESSING_")));
            }
            ArrayNode refused = entry.putArray("broken");
            broken.forEach(row -> refused.addObject()
                    .put("destination", actions.indexOf(row.action()))
                    .put("reason", row.reason()));
            books.broken(submission, entry);
            journal.append(entry);
            return results;
        });
    }

    /** A row that broke a rule for rows. */
    public record BrokenRow(String action, String reason) {}

    /** @return by row a member of {@code ConversionAdjustmentUploadError}; empty: taken, or ignored without a word */
    public List<Optional<String>> adjust(Call call, List<Adjustment> rows) {
        return inTurn(() -> {
            ObjectNode entry = entry("adjustments", call);
            ArrayNode list = entry.putArray("rows");
            var results = new ArrayList<Optional<String>>();
            for (Adjustment row : rows) {
                String result = books.judge(row, clock.instant(), processed());
                ObjectNode line = row.toJson().put("result", result);
                books.adjusted(entry.path("at").asText(), line);
                list.add(line);
                results.add(Optional.of(result)
                        .filter(code -> !code.equals(Adjustment.TAKEN) && !code.equals(Adjustment.IGNORED)));
            }
            journal.append(entry);
            return results;
        });
    }

    /** Changes conversion actions, or adds them. */
    public void change(Call call, List<ConversionAction> actions) {
        synchronized (turn) {
            ObjectNode entry = entry("actions", call);
            ArrayNode list = entry.putArray("actions");
            actions.forEach(action -> list.add(action.toJson()));
            journal.append(entry);
            accounts.apply(entry);
        }
    }

    /** From when on an action that is made now is known everywhere. */
    public Instant usableFrom() {
        return clock.instant().plus(clock.shortened(ConversionAction.PROPAGATION));
    }

    private Judged judged(ClickUpload row, int destination) {
        ConversionAction action = accounts.action(row.action()).orElseThrow();
        Judge.Verdict verdict = judge.verdict(row.asEvent(), action, clock.instant());
        return books.judgeUpload(row, destination, action, verdict);
    }

    private static List<String> actions(List<ClickUpload> rows, List<BrokenRow> broken) {
        return Stream.concat(
                        rows.stream().map(ClickUpload::action), broken.stream().map(BrokenRow::action))
                .distinct()
                .toList();
    }

    /** What Data Manager took in until then has been processed. */
    private Instant processed() {
        return control.withheld() ? Instant.EPOCH : clock.instant().minus(processing.get());
    }

    private void write(ObjectNode entry) {
        journal.append(entry);
        books.apply(entry);
    }

    private ObjectNode entry(String kind, Call call) {
        return Json.object()
                .put("entry", kind)
                .put("at", clock.instant().toString())
                .put("fault", call.fault().orElse(""));
    }
}
