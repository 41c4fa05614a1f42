package io.downfunnel.schedule;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.mappings.Known;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Platforms;
import io.downfunnel.store.ConversionActionStore;

/** What mappings may name: the CRM's fields, destinations and what they take, the accounts' conversion actions. */
@ApplicationScoped
public class KnownNames {
    /** Accounts are read every night; one that was not for so long may have got other actions since. */
    private static final Duration BELIEVED = Duration.ofDays(2);

    private final Platforms platforms;
    private final SalesforceCheck salesforce;
    private final ConversionActionStore actions;
    private final Clock clock;

    public KnownNames(Platforms platforms, SalesforceCheck salesforce, ConversionActionStore actions, Clock clock) {
        this.platforms = platforms;
        this.salesforce = salesforce;
        this.actions = actions;
        this.clock = clock;
    }

    /** As the CRM and the accounts showed them last. What was not seen for long is left out, and is not checked then. */
    public Known ask() {
        var catalog = salesforce.catalog();
        return new Known(
                catalog.isFresh(clock.instant()) ? catalog.names() : Map.of(),
                platforms.descriptors().stream()
                        .collect(Collectors.toMap(
                                Descriptor::id,
                                platform -> new Known.Account(
                                        identifiers(platform), actions(platform), changes(platform)))));
    }

    /** The same after a look into the CRM: a field may be younger than what we know. No answer changes nothing. */
    public Known askTheCrm() {
        salesforce.readCatalog();
        return ask();
    }

    private Optional<Set<String>> actions(Descriptor platform) {
        var seen = actions.of(platform.id());
        var believed = clock.instant().minus(BELIEVED);
        return seen.stream().anyMatch(each -> each.seenAt().isAfter(believed))
                ? Optional.of(seen.stream()
                        .filter(each -> each.goneAt().isEmpty())
                        .map(each -> each.action().id())
                        .collect(Collectors.toSet()))
                : Optional.empty();
    }

    private static Set<Change> changes(Descriptor platform) {
        var taken = EnumSet.noneOf(Change.class);
        if (platform.can(Capability.RESTATES)) {
            taken.add(Change.RESTATE);
        }
        if (platform.can(Capability.RETRACTS)) {
            taken.add(Change.RETRACT);
        }
        return taken;
    }

    private static Set<Identifier> identifiers(Descriptor platform) {
        var taken = EnumSet.noneOf(Identifier.class);
        Stream.concat(platform.clickIds().stream(), platform.identifiers().stream())
                .forEach(kind -> taken.add(Identifier.valueOf(kind.name())));
        return taken;
    }
}
