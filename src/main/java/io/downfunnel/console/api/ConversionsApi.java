package io.downfunnel.console.api;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.resteasy.reactive.jackson.CustomDeserialization;
import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.ConsoleConfig;
import io.downfunnel.console.ConversionFilter;
import io.downfunnel.console.Refusal;
import io.downfunnel.extract.EmailAddress;
import io.downfunnel.report.ExplainStep;
import io.downfunnel.report.ExplainStep.Answer;
import io.downfunnel.report.Sought;
import io.downfunnel.store.ConversionReadStore;
import io.downfunnel.store.ConversionReadStore.Count;
import io.downfunnel.store.ConversionReadStore.Line;
import io.downfunnel.store.ConversionReadStore.TakenIn;

/** Conversions: how many, which, and why. */
@Path("/api/v1")
@Blocking
@CustomDeserialization(Strictly.class)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Conversions")
public class ConversionsApi {
    private static final int MOST = 500;
    private static final int MOST_DAYS = 366;
    private static final Duration SOON = Duration.ofDays(7);

    private final ConversionReadStore conversions;
    private final ExplainStep explain;
    private final ConsoleConfig config;
    private final Clock clock;

    ConversionsApi(ConversionReadStore conversions, ExplainStep explain, ConsoleConfig config, Clock clock) {
        this.conversions = conversions;
        this.explain = explain;
        this.config = config;
        this.clock = clock;
    }

    /** @param before where the next page begins; empty on the last one */
    @Schema(name = "ConversionsPage")
    public record Page(List<Line> conversions, Optional<Long> before) {}

    /**
     * @param q a CRM record id, a conversion key, a click ID, or an e-mail address, which is hashed at once
     * @param organization only in that CRM organisation, as a choice names it; absent: in all
     */
    public record Question(String q, Optional<Integer> organization) {}

    @GET
    @Path("counts")
    @Operation(summary = "How many conversions of each destination are in which state, and for which reason")
    public List<Count> counts() {
        return conversions.counts();
    }

    @GET
    @Path("taken-in")
    @Operation(
            summary = "How many conversions each destination took in, day by day",
            description = "In the organisation's time zone, up to today; days without any are left out.")
    public List<TakenIn> takenIn(
            @Parameter(description = "How many days, at most 366") @QueryParam("days") @DefaultValue("30") int days) {
        var zone = config.timeZone();
        var today = LocalDate.ofInstant(clock.instant(), zone);
        return conversions.takenIn(today.minusDays(Math.clamp(days, 1, MOST_DAYS) - 1L), zone);
    }

    @GET
    @Path("conversions")
    @Operation(
            summary = "Conversions, the latest first",
            description =
                    "Narrowed by state (waiting, sending, accepted, verified, needs-you, on-hold, excluded, expired),"
                            + " destination, mapping, reason, expires=week, trial, or q (a CRM record id or a"
                            + " key).")
    public Page list(
            @BeanParam ConversionFilter filter,
            @Parameter(description = "How many, at most 500") @QueryParam("limit") @DefaultValue("100") int limit) {
        var most = Math.clamp(limit, 1, MOST);
        var found = filter.wanted(clock.instant().plus(SOON))
                .map(wanted -> conversions.list(wanted, most + 1))
                .orElse(List.of());
        return new Page(
                found.stream().limit(most).toList(),
                found.size() > most ? Optional.of(found.get(most - 1).id()) : Optional.empty());
    }

    @POST
    @Path("explain")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "What became of a record, a conversion, a click or a person",
            description =
                    "A story, a choice of several, or nothing with what that may mean. Posted, so that an e-mail address"
                            + " stands in no log.")
    @APIResponse(
            responseCode = "200",
            description = "explanation, or candidates of which one is meant, or meaning: why there is nothing",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(oneOf = {Answer.Story.class, Answer.Choice.class, Answer.Nothing.class})))
    public Answer explain(Question question) {
        Refusal.unlessEmpty(question);
        var text = question.q() == null ? "" : question.q();
        return explain.explain(
                EmailAddress.hash(text)
                        .filter(any -> text.contains("@"))
                        .<Sought>map(Sought.Email::new)
                        .orElseGet(() -> Sought.of(text)),
                question.organization());
    }
}
