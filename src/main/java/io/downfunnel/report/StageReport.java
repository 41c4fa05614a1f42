package io.downfunnel.report;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.StageReadStore;
import io.downfunnel.store.StageReadStore.Figures;

/** The stages of the funnel in force, each with what it brought in the last 90 days. */
@Singleton
public class StageReport {
    public static final Duration SPAN = Duration.ofDays(90);
    /** Google's longest window for clicks (google.md §2); for stages that no mapping sends. */
    private static final Duration LONGEST = Duration.ofDays(90);

    /**
     * @param mappings that send it
     * @param window the shortest of theirs
     * @param hints what is odd about it
     */
    public record Stage(
            FunnelStage stage, List<ConversionMapping> mappings, Figures figures, Duration window, List<String> hints) {
        public Stage {
            mappings = List.copyOf(mappings);
            hints = List.copyOf(hints);
        }
    }

    private final FunnelStore funnels;
    private final StageReadStore stages;
    private final Clock clock;

    public StageReport(FunnelStore funnels, StageReadStore stages, Clock clock) {
        this.funnels = funnels;
        this.stages = stages;
        this.clock = clock;
    }

    /** Empty before the first import. */
    public Optional<List<Stage>> stages() {
        return funnels.active().map(version -> stages(version.funnel()));
    }

    private List<Stage> stages(Funnel funnel) {
        var now = clock.instant();
        var byWindow = funnel.stages().stream()
                .map(stage -> window(funnel, stage))
                .distinct()
                .collect(Collectors.toMap(
                        Function.identity(), window -> byName(stages.figures(now.minus(SPAN), now, window))));
        return funnel.stages().stream()
                .map(stage -> {
                    var window = window(funnel, stage);
                    var figures = byWindow.get(window).getOrDefault(stage.name(), nothing(stage));
                    var mappings = funnel.mappingsOf(stage.name());
                    return new Stage(stage, mappings, figures, window, new StageHints(stage, mappings, figures).all());
                })
                .toList();
    }

    private static Map<String, Figures> byName(List<Figures> all) {
        return all.stream().collect(Collectors.toMap(Figures::stage, Function.identity()));
    }

    private static Figures nothing(FunnelStage stage) {
        return new Figures(stage.name(), 0, 0, 0, 0, 0, 0, Optional.empty(), 0);
    }

    private static Duration window(Funnel funnel, FunnelStage stage) {
        return funnel.mappingsOf(stage.name()).stream()
                .map(ConversionMapping::attributionWindow)
                .min(Duration::compareTo)
                .orElse(LONGEST);
    }
}
