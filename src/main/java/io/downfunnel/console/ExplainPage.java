package io.downfunnel.console;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.ExplainStep;
import io.downfunnel.report.ExplainStep.Answer;
import io.downfunnel.report.ExplainStep.Candidate;
import io.downfunnel.schedule.HeldAdjustments;
import io.downfunnel.schedule.HeldConversions;

/** What became of this lead, this deal, this click? */
@Path("/explain")
@Blocking
@Produces(MediaType.TEXT_HTML)
class ExplainPage {
    private final ExplainStep explain;
    private final HeldConversions held;
    private final HeldAdjustments heldAdjustments;
    private final ConsoleConfig config;
    private final Visitor visitor;
    private final ConnectionNames names = ConnectionNames.installed();

    ExplainPage(
            ExplainStep explain,
            HeldConversions held,
            HeldAdjustments heldAdjustments,
            ConsoleConfig config,
            Visitor visitor) {
        this.explain = explain;
        this.held = held;
        this.heldAdjustments = heldAdjustments;
        this.config = config;
        this.visitor = visitor;
    }

    /** Nothing was asked yet. */
    record ask() implements TemplateInstance {}

    record story(String q, StoryView story) implements TemplateInstance {}

    record choice(String q, List<Choice> choices) implements TemplateInstance {}

    record nothing(String q, List<String> meaning) implements TemplateInstance {}

    record Choice(String subject, String organization, String sentence, String href) {
        static Choice of(Candidate candidate) {
            return new Choice(
                    candidate.subject(),
                    candidate.organizationName(),
                    candidate.sentence(),
                    Link.to("/explain")
                            .with("q", candidate.recordId())
                            .with("in", Integer.toString(candidate.organization()))
                            .toString());
        }
    }

    /** Back to the story, which tells what came of it; also when somebody else was faster. */
    @POST
    @Path("{key}/release")
    public Response release(@PathParam("key") String key) {
        held.release(key, visitor.getName());
        return storyOf(key);
    }

    @POST
    @Path("{key}/cancel")
    public Response cancel(@PathParam("key") String key) {
        held.cancel(key, visitor.getName());
        return storyOf(key);
    }

    @POST
    @Path("{key}/adjustments/{id}/release")
    public Response releaseAdjustment(@PathParam("key") String key, @PathParam("id") long id) {
        heldAdjustments.release(id, visitor.getName());
        return storyOf(key);
    }

    @POST
    @Path("{key}/adjustments/{id}/cancel")
    public Response cancelAdjustment(@PathParam("key") String key, @PathParam("id") long id) {
        heldAdjustments.cancel(id, visitor.getName());
        return storyOf(key);
    }

    private static Response storyOf(String key) {
        return Response.seeOther(URI.create(Link.to("/explain").with("q", key).toString()))
                .build();
    }

    @GET
    public TemplateInstance show(
            @QueryParam("q") @DefaultValue("") String q, @QueryParam("in") @DefaultValue("") String organization) {
        if (q.isBlank()) {
            return new ask();
        }
        var there = Optional.of(organization)
                .filter(text -> text.matches("\\d{1,5}"))
                .map(Integer::valueOf);
        return switch (explain.explain(q, there)) {
            case Answer.Story(var story) -> new story(q, StoryView.of(story, config.timeZone(), names));
            case Answer.Choice(var candidates) ->
                new choice(q, candidates.stream().map(Choice::of).toList());
            case Answer.Nothing(var meaning) -> new nothing(q, meaning);
        };
    }
}
