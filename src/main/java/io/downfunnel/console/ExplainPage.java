package io.downfunnel.console;

import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.ExplainStep;
import io.downfunnel.report.ExplainStep.Answer;
import io.downfunnel.report.ExplainStep.Candidate;

/** What became of this lead, this deal, this click? */
@Path("/explain")
@Blocking
@Produces(MediaType.TEXT_HTML)
class ExplainPage {
    private final ExplainStep explain;
    private final ConsoleConfig config;
    private final ConnectionNames names = ConnectionNames.installed();

    ExplainPage(ExplainStep explain, ConsoleConfig config) {
        this.explain = explain;
        this.config = config;
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
