package io.downfunnel.console.api;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.console.ConsoleConfig;
import io.downfunnel.console.ConversionFilter;
import io.downfunnel.console.Download;
import io.downfunnel.report.ConversionsCsv;
import io.downfunnel.store.ConversionReadStore;

/** Conversions as a table. A class of its own, since one conversion is found under a path that would take it for a key. */
@Path("/api/v1/conversions/export")
@Blocking
@Produces(Download.CSV)
@Tag(name = "Conversions")
public class ConversionsTableApi {
    private static final Duration SOON = Duration.ofDays(7);

    private final ConversionReadStore conversions;
    private final ConsoleConfig config;
    private final Clock clock;

    ConversionsTableApi(ConversionReadStore conversions, ConsoleConfig config, Clock clock) {
        this.conversions = conversions;
        this.config = config;
        this.clock = clock;
    }

    @GET
    @Operation(
            summary = "Conversions as a table, the latest first",
            description = "All of them, narrowed as the list is. Without click IDs and without hashes.")
    @APIResponse(
            responseCode = "200",
            description = "CSV, with a line of headings",
            content = @Content(mediaType = Download.CSV, schema = @Schema(implementation = String.class)))
    public Response export(@BeanParam ConversionFilter filter) {
        return Download.csv("conversions-" + LocalDate.ofInstant(clock.instant(), config.timeZone()), out -> {
            try (var csv = new ConversionsCsv(out)) {
                filter.wanted(clock.instant().plus(SOON)).ifPresent(wanted -> conversions.each(wanted, csv::add));
            }
        });
    }
}
