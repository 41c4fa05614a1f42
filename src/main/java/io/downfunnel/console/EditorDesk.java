package io.downfunnel.console;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.Funnel;
import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.mappings.Known;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Platforms;
import io.downfunnel.report.MappingHints;
import io.downfunnel.report.MappingLint.Hint;
import io.downfunnel.schedule.KnownNames;
import io.downfunnel.store.ConversionActionStore;
import io.downfunnel.store.ConversionActionStore.Seen;
import io.downfunnel.store.StageSampleStore;

/** What lies about while somebody edits a draft: the CRM's fields, the accounts' conversion actions, real records. */
@Singleton
class EditorDesk {
    private static final int SAMPLES = 10;
    private static final Duration USUAL_WINDOW = Duration.ofDays(90);

    private final SalesforceCheck salesforce;
    private final Platforms platforms;
    private final KnownNames names;
    private final ConversionActionStore actions;
    private final StageSampleStore samples;
    private final MappingHints hints;
    private final ConsoleConfig config;
    private final Clock clock;

    EditorDesk(
            SalesforceCheck salesforce,
            Platforms platforms,
            KnownNames names,
            ConversionActionStore actions,
            StageSampleStore samples,
            MappingHints hints,
            ConsoleConfig config,
            Clock clock) {
        this.salesforce = salesforce;
        this.platforms = platforms;
        this.names = names;
        this.actions = actions;
        this.samples = samples;
        this.hints = hints;
        this.config = config;
        this.clock = clock;
    }

    Picks picks() {
        return new Picks(salesforce.catalog(), clock.instant());
    }

    /** How old what we know of the CRM is, in a sentence. */
    String freshness() {
        return picks().catalog()
                .readAt()
                .map(at -> "The CRM's fields are as it showed them on "
                        + When.of(at, config.timeZone()).text() + ".")
                .orElse(
                        "The CRM has not been asked for its fields yet: write API names, which are checked when they are known.");
    }

    /** Every destination that is installed, and those that the funnel names. */
    List<String> destinations(Funnel funnel) {
        return Stream.concat(
                        platforms.descriptors().stream().map(Descriptor::id),
                        funnel.mappings().stream().map(ConversionMapping::destination))
                .distinct()
                .toList();
    }

    Optional<Descriptor> platform(String destination) {
        return platforms.descriptor(destination);
    }

    List<Seen> actions(String destination) {
        return actions.of(destination);
    }

    Optional<ConversionAction> action(ConversionMapping mapping) {
        return hints.action(mapping);
    }

    /** The names that a draft is checked against. */
    Known known() {
        return names.ask();
    }

    /** Click IDs first. */
    static List<Identifier> taken(Descriptor platform) {
        return Stream.concat(
                        platform.clickIds().stream().map(Enum::name),
                        platform.identifiers().stream().map(Enum::name).sorted(Comparator.naturalOrder()))
                .map(Identifier::valueOf)
                .toList();
    }

    /** How long a click counts for an action, where nobody says otherwise. */
    Duration usualWindow(Descriptor platform, String action) {
        return actions(platform.id()).stream()
                .map(Seen::action)
                .filter(each -> each.id().equals(action))
                .flatMap(each -> each.clickWindow().stream())
                .findFirst()
                .filter(window -> window.compareTo(platform.longestWindow()) <= 0)
                .orElse(USUAL_WINDOW);
    }

    /** Median time from the click, by stage: asked once a page. */
    Map<String, Duration> lags() {
        return hints.lags();
    }

    List<Hint> hints(Funnel funnel, ConversionMapping mapping, Map<String, Duration> lags) {
        return hints.of(funnel, mapping, lags);
    }

    /** @param turn which of the latest records; beyond the last one it begins again */
    EventPreview preview(ConversionMapping mapping, Descriptor platform, int turn) {
        var latest = samples.latest(mapping.stage(), SAMPLES);
        if (latest.isEmpty()) {
            return EventPreview.NONE;
        }
        var named = action(mapping).map(ConversionAction::name).map(name -> name + " (" + mapping.action() + ")");
        return EventPreview.of(
                latest.get(Math.floorMod(turn, latest.size())),
                mapping,
                platform,
                named.orElse(mapping.action()),
                latest.size() > 1,
                clock.instant(),
                config.timeZone());
    }
}
