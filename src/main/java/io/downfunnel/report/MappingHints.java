package io.downfunnel.report;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.Funnel;
import io.downfunnel.platform.Platforms;
import io.downfunnel.report.MappingLint.Hint;
import io.downfunnel.store.ConversionActionStore;
import io.downfunnel.store.ConversionActionStore.Seen;
import io.downfunnel.store.StageSampleStore;

/** What is odd about the mappings of a funnel, by what their platforms, accounts and stages have shown so far. */
@Singleton
public class MappingHints {
    private final Platforms platforms;
    private final ConversionActionStore actions;
    private final StageSampleStore samples;

    public MappingHints(Platforms platforms, ConversionActionStore actions, StageSampleStore samples) {
        this.platforms = platforms;
        this.actions = actions;
        this.samples = samples;
    }

    /** @param mapping its name */
    public record OfMapping(String mapping, Hint hint) {}

    /** Median time from the click, by stage. */
    public Map<String, Duration> lags() {
        return samples.lags();
    }

    public Optional<ConversionAction> action(ConversionMapping mapping) {
        return actions.of(mapping.destination()).stream()
                .map(Seen::action)
                .filter(action -> action.id().equals(mapping.action()))
                .findFirst();
    }

    /** @param lags asked for once, for many mappings */
    public List<Hint> of(Funnel funnel, ConversionMapping mapping, Map<String, Duration> lags) {
        return platforms
                .descriptor(mapping.destination())
                .map(platform -> new MappingLint(
                                mapping,
                                platform,
                                action(mapping),
                                funnel.stage(mapping.stage()),
                                Optional.ofNullable(lags.get(mapping.stage())))
                        .hints())
                .orElse(List.of());
    }

    /** Of all mappings, in their order. */
    public List<OfMapping> of(Funnel funnel) {
        var lags = lags();
        return funnel.mappings().stream()
                .flatMap(mapping -> of(funnel, mapping, lags).stream().map(hint -> new OfMapping(mapping.name(), hint)))
                .toList();
    }
}
