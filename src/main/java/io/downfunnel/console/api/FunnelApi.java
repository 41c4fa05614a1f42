package io.downfunnel.console.api;

import java.util.List;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.domain.Funnel;
import io.downfunnel.report.StageReport;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.FunnelStore.Entry;
import io.downfunnel.store.StageReadStore.Figures;

/** Stages and mappings. */
@Path("/api/v1")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Stages and mappings")
public class FunnelApi {
    private final FunnelStore funnels;
    private final StageReport report;

    FunnelApi(FunnelStore funnels, StageReport report) {
        this.funnels = funnels;
        this.report = report;
    }

    /**
     * @param meaning as a sentence
     * @param sentTo destinations
     * @param last90Days figures
     * @param hints what is odd about it
     */
    public record Stage(String name, String meaning, List<String> sentTo, Figures last90Days, List<String> hints) {}

    @GET
    @Path("stages")
    @Operation(summary = "The stages in force, with what they brought in the last 90 days")
    public List<Stage> stages() {
        return report.stages().stream()
                .flatMap(List::stream)
                .map(stage -> new Stage(
                        stage.stage().name(),
                        stage.stage().inWords(),
                        stage.mappings().stream()
                                .map(mapping -> mapping.destination())
                                .distinct()
                                .toList(),
                        stage.figures(),
                        stage.hints()))
                .toList();
    }

    @GET
    @Path("mappings")
    @Produces("application/yaml")
    @Operation(summary = "The version in force, as the document that “mappings import” takes")
    public String document() {
        return funnels.active().map(Funnel.Version::document).orElseThrow(NotFoundException::new);
    }

    @GET
    @Path("mappings/versions")
    @Operation(summary = "Every version, the latest first")
    public List<Entry> versions() {
        return funnels.versions();
    }
}
