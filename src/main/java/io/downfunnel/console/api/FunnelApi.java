package io.downfunnel.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.domain.Funnel;
import io.downfunnel.mappings.PlainTree;
import io.downfunnel.report.StageReport;
import io.downfunnel.schedule.Drafts;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.FunnelStore.Entry;
import io.downfunnel.store.StageReadStore.Figures;

/** Stages and mappings, as they are and as they were. */
@Path("/api/v1")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Stages and mappings")
public class FunnelApi {
    private static final String YAML = "application/yaml";

    private final FunnelStore funnels;
    private final StageReport report;
    private final Drafts drafts;

    FunnelApi(FunnelStore funnels, StageReport report, Drafts drafts) {
        this.funnels = funnels;
        this.report = report;
        this.drafts = drafts;
    }

    /**
     * @param meaning as a sentence
     * @param sentTo destinations
     * @param last90Days figures
     * @param hints what is odd about it
     */
    public record Stage(String name, String meaning, List<String> sentTo, Figures last90Days, List<String> hints) {}

    /**
     * @param inForce whether it is the one in force
     * @param content the document as JSON: the same keys as in the YAML, each value as the text that stands there
     * @param document the YAML with its comments
     * @param differences what it would be to bring it back, in sentences
     */
    @Schema(name = "MappingsVersion")
    public record Version(
            int number,
            Instant importedAt,
            String importedBy,
            String note,
            boolean inForce,
            Map<String, Object> content,
            String document,
            List<String> differences) {}

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
    @Produces(YAML)
    @Operation(summary = "The version in force, as the document that “mappings import” takes")
    public String document() {
        return funnels.active().map(Funnel.Version::document).orElseThrow(NotFoundException::new);
    }

    @GET
    @Path("mappings/in-force")
    @Operation(summary = "The version in force, as JSON")
    public Version inForce() {
        return version(funnels.active().map(Funnel.Version::number).orElseThrow(NotFoundException::new));
    }

    @GET
    @Path("mappings/versions")
    @Operation(summary = "Every version, the latest first")
    public List<Entry> versions() {
        return funnels.versions();
    }

    @GET
    @Path("mappings/versions/{number:\\d{1,9}}")
    @Operation(
            summary = "A version, as JSON, and what it would be to bring it back",
            description = "To bring it back, begin a draft of it: POST /api/v1/mappings/drafts with its number.")
    public Version version(@Parameter(description = "Number of the version") @PathParam("number") int number) {
        var text = document(number);
        var inForce = funnels.active();
        var entry = funnels.versions().stream()
                .filter(each -> each.number() == number)
                .findFirst()
                .orElseThrow(NotFoundException::new);
        return new Version(
                number,
                entry.importedAt(),
                entry.importedBy(),
                entry.note(),
                inForce.map(Funnel.Version::number).equals(Optional.of(number)),
                PlainTree.of(text),
                text,
                drafts.against(inForce, text));
    }

    @GET
    @Path("mappings/versions/{number:\\d{1,9}}/document")
    @Produces(YAML)
    @Operation(summary = "A version, as the document that “mappings import” takes")
    public String document(@Parameter(description = "Number of the version") @PathParam("number") int number) {
        return funnels.document(number).orElseThrow(NotFoundException::new);
    }
}
