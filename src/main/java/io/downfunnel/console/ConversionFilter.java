package io.downfunnel.console;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.report.Sought;
import io.downfunnel.store.ConversionReadStore;
import io.downfunnel.store.ConversionReadStore.Ahead;
import io.downfunnel.store.ConversionReadStore.Wanted;

/** Which conversions somebody wants to see, as the address of the page says it. Empty parts do not narrow. */
public record ConversionFilter(
        @Parameter(description = "waiting, sending, accepted, verified, needs-you, on-hold, excluded or expired")
        @QueryParam("state")
        @DefaultValue("")
        String state,

        @Parameter(description = "Id of a destination, such as google") @QueryParam("destination") @DefaultValue("")
        String destination,

        @Parameter(description = "Name of a mapping") @QueryParam("mapping") @DefaultValue("")
        String mapping,

        @Parameter(description = "Code of a reason") @QueryParam("reason") @DefaultValue("")
        String reason,

        @Parameter(description = "week: only those that expire within seven days and were not sent")
        @QueryParam("expires")
        @DefaultValue("")
        String expires,

        @Parameter(description = "A CRM record id, or a conversion key") @QueryParam("q") @DefaultValue("")
        String q,

        @Parameter(
                description =
                        "Only those that went ahead in a trial: its number; or, of one under way, destination:stage")
        @QueryParam("trial")
        @DefaultValue("")
        String trial,

        @Parameter(description = "From the page before: only conversions with a smaller id")
        @QueryParam("before")
        @DefaultValue("")
        String before) {

    /** Without the page, so that it begins with the first one. */
    Link link() {
        return Link.to("/conversions")
                .with("state", state)
                .with("destination", destination)
                .with("mapping", mapping)
                .with("reason", reason)
                .with("expires", expires)
                .with("q", q)
                .with("trial", trial);
    }

    /** All of them as a table. */
    Link export() {
        return new Link("/conversions/export", link().parameters());
    }

    /** The conversions that go ahead of a mapping now. */
    static Link goingAhead(String destination, String stage) {
        return Link.to("/conversions").with("trial", destination + ":" + stage);
    }

    /** The conversions that went ahead of a mapping in a trial that is over. */
    static Link wentAhead(long trial) {
        return Link.to("/conversions").with("trial", Long.toString(trial));
    }

    boolean soon() {
        return expires.equals("week");
    }

    public boolean narrows() {
        return !link().parameters().isEmpty();
    }

    boolean searchesOtherThings() {
        return !q.isBlank() && sought().recordId().isEmpty() && sought().key().isEmpty();
    }

    /** Empty: something was asked for that no conversion can have. */
    public Optional<Wanted> wanted(Instant soon) {
        var known = StateWord.find(state);
        if (searchesOtherThings() || ahead().isPresent() == trial.isBlank() || (!state.isBlank() && known.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new Wanted(
                known.map(word -> ConversionReadStore.statesOf(word.word())).orElse(Set.<ConversionState>of()),
                given(destination),
                given(mapping),
                given(reason),
                Optional.of(soon).filter(any -> soon()),
                sought().recordId(),
                sought().key(),
                ahead(),
                given(before).filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf)));
    }

    /** Empty: of none, or it makes no sense. */
    private Optional<Ahead> ahead() {
        if (trial.matches("\\d{1,18}")) {
            return Optional.of(new Ahead.Then(Long.parseLong(trial)));
        }
        var parts = trial.split(":", 2);
        return parts.length == 2 ? Optional.of(new Ahead.Now(parts[0], parts[1])) : Optional.empty();
    }

    private record Search(Optional<String> recordId, Optional<String> key) {}

    private Search sought() {
        return switch (Sought.of(q)) {
            case Sought.CrmRecord(var id) -> new Search(Optional.of(id), Optional.empty());
            case Sought.Key(var key) -> new Search(Optional.empty(), Optional.of(key));
            case Sought.Click(var value) -> new Search(Optional.empty(), Optional.empty());
            case Sought.Email(var hash) -> new Search(Optional.empty(), Optional.empty());
            case Sought.Nonsense() -> new Search(Optional.empty(), Optional.empty());
        };
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(Predicate.not(String::isBlank));
    }
}
