package io.downfunnel.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.Refusal;
import io.downfunnel.console.Visitor;
import io.downfunnel.domain.Retention.What;
import io.downfunnel.retain.RetainStep.Tonight;
import io.downfunnel.schedule.Retaining;
import io.downfunnel.schedule.Retaining.Change;
import io.downfunnel.schedule.Retaining.Standing;
import io.downfunnel.store.RetentionStore.Chosen;
import io.downfunnel.store.RetentionStore.Night;

/** How long personal data is kept, and what went. */
@Path("/api/v1/retention")
@Blocking
@CustomDeserialization(Strictly.class)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Personal data")
public class RetentionApi {
    private final Retaining retaining;
    private final Visitor visitor;

    RetentionApi(Retaining retaining, Visitor visitor) {
        this.retaining = retaining;
        this.visitor = visitor;
    }

    /**
     * @param what payloads, or identifiers
     * @param period how many of the unit; absent: for good
     * @param unit days or months
     * @param least the shortest that is taken
     * @param usual what the settings say; absent: for good
     * @param decidedBy absent: it is as the settings have it
     * @param oldest when the time of the oldest one that is kept began, by the last run; absent when nobody knows yet
     * @param goesAt when that one may go at the earliest
     */
    @Schema(name = "RetentionPeriod")
    public record Kept(
            String what,
            Optional<Integer> period,
            String unit,
            int least,
            Optional<Integer> usual,
            Optional<String> decidedBy,
            Optional<Instant> decidedAt,
            Optional<Instant> oldest,
            Optional<Instant> goesAt) {
        static Kept of(Standing standing) {
            return new Kept(
                    Words.of(standing.what()),
                    standing.period(),
                    standing.what().unit(),
                    standing.what().least(),
                    standing.usual(),
                    standing.chosen().map(Chosen::by),
                    standing.chosen().map(Chosen::at),
                    standing.oldest(),
                    standing.goesAt());
        }
    }

    /**
     * @param tonight what would go now; counts are estimates where they are not exact
     * @param lastRun what the latest run removed; absent: there was none yet
     */
    @Schema(name = "Retention")
    public record Answer(List<Kept> kept, Tonight tonight, Optional<Night> lastRun) {}

    /**
     * @param what payloads, or identifiers
     * @param period how many days of payloads or months of identifiers; left out: for good
     * @param before the period that is in force; left out: for good. Another one than that is refused
     * @param sure needed where it is shorter than before: what goes cannot be brought back
     */
    @Schema(name = "RetentionWish")
    public record Wish(String what, Optional<Integer> period, Optional<Integer> before, Optional<Boolean> sure) {}

    @GET
    @Operation(
            summary = "How long personal data is kept, what would go now, and what went last",
            description = "Of large tables a part is looked at for what would go now: exact is false then.")
    public Answer show() {
        return new Answer(
                retaining.standing().stream().map(Kept::of).toList(), retaining.tonight(), retaining.latest());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Keep personal data for another time",
            description = "Sent again, before does not fit any more and nothing is changed.")
    public Changed change(Wish wish) {
        var what = Words.read(Refusal.unlessEmpty(wish).what(), What.class, "kind of data");
        return switch (retaining.change(
                what, wish.period(), wish.before(), wish.sure().orElse(false), visitor.getName())) {
            case Change.Done() -> new Changed(true);
            case Change.Same() -> new Changed(false);
            case Change.TooShort() ->
                throw Refusal.unclear(
                        "That is less than " + what.inWords(Optional.of(what.least())) + ", which is the least.",
                        "Send a longer period, or none to keep it for good.");
            case Change.Meanwhile(var period) ->
                throw Refusal.conflict(
                        "It is another one than you think",
                        "It is kept " + (period.isPresent() ? "for " : "") + what.inWords(period) + " at present.",
                        "Read GET /api/v1/retention, and send its period as before.");
            case Change.Ask(var wouldGo) ->
                throw Refusal.conflict(
                        "Are you sure?",
                        "It is shorter than before. With the next run " + goes(what, wouldGo)
                                + " would go, and what has gone cannot be brought back.",
                        "Send it again with \"sure\": true if that is meant.");
        };
    }

    private static String goes(What what, Tonight tonight) {
        return switch (what) {
            case PAYLOADS -> "what was sent of " + tonight.payloads().count() + " conversions";
            case IDENTIFIERS ->
                "the identifiers of " + tonight.records().count() + " records and what platforms told of "
                        + tonight.clicks().count() + " clicks";
        };
    }
}
