package io.downfunnel.command;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.downfunnel.extract.EmailAddress;
import io.downfunnel.report.ExplainStep;
import io.downfunnel.report.ExplainStep.Answer;
import io.downfunnel.report.Sought;

/** What became of it, and why. */
@Command(
        name = "explain",
        description = "Tell the story of a CRM record, a conversion or a click, up to the platform's verdict.",
        mixinStandardHelpOptions = true)
class ExplainCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ID",
            description =
                    "A CRM record id, a conversion key, a click ID, or an e-mail address, which is hashed at once and not kept.")
    String id;

    @Option(names = "--json", description = "Print the story as one JSON object on standard output.")
    boolean asJson;

    @Spec
    CommandSpec spec;

    private final ExplainStep explain;
    private final ObjectMapper json;

    ExplainCommand(ExplainStep explain, ObjectMapper json) {
        this.explain = explain;
        this.json = json;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        var answer = explain.explain(sought(id), Optional.empty());
        var out = spec.commandLine().getOut();
        out.println(asJson ? json.writeValueAsString(answer) : text(answer));
        return switch (answer) {
            case Answer.Story story -> ExitCode.FINE;
            case Answer.Choice choice -> ExitCode.FINE;
            case Answer.Nothing nothing -> ExitCode.BROKE;
        };
    }

    private static Sought sought(String text) {
        return EmailAddress.hash(text)
                .filter(any -> text.contains("@"))
                .<Sought>map(Sought.Email::new)
                .orElseGet(() -> Sought.of(text));
    }

    private static String text(Answer answer) {
        return switch (answer) {
            case Answer.Story(var explanation) -> explanation.toText();
            case Answer.Choice(var candidates) ->
                candidates.stream()
                        .map(candidate ->
                                "  " + candidate.recordId() + "  " + candidate.subject() + ": " + candidate.sentence())
                        .collect(Collectors.joining("\n", "Several journeys fit; ask for one of these records:\n", ""));
            case Answer.Nothing(var meaning) ->
                meaning.stream().collect(Collectors.joining("\n  ", "Nothing is known by that name.\n  ", ""));
        };
    }
}
