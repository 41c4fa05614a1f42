package io.downfunnel.console;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.report.Sought;
import io.downfunnel.store.ConversionReadStore;
import io.downfunnel.store.ConversionReadStore.Wanted;

/** Which conversions somebody wants to see, as the address of the page says it. Empty parts do not narrow. */
public record ConversionFilter(
        @QueryParam("state") @DefaultValue("") String state,
        @QueryParam("destination") @DefaultValue("") String destination,
        @QueryParam("mapping") @DefaultValue("") String mapping,
        @QueryParam("reason") @DefaultValue("") String reason,
        @QueryParam("expires") @DefaultValue("") String expires,
        @QueryParam("q") @DefaultValue("") String q,
        @QueryParam("before") @DefaultValue("") String before) {

    /** Without the page, so that it begins with the first one. */
    Link link() {
        return Link.to("/conversions")
                .with("state", state)
                .with("destination", destination)
                .with("mapping", mapping)
                .with("reason", reason)
                .with("expires", expires)
                .with("q", q);
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
        if (searchesOtherThings() || (!state.isBlank() && known.isEmpty())) {
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
                given(before).filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf)));
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
