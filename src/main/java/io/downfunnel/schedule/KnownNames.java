package io.downfunnel.schedule;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.mappings.Known;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Platforms;

/** What a mapping file may name: destinations and what they take. */
@ApplicationScoped
public class KnownNames {
    private final Platforms platforms;

    public KnownNames(Platforms platforms) {
        this.platforms = platforms;
    }

    /** Asked anew at each call. */
    public Known ask() {
        return new Known(
                Map.of(),
                platforms.descriptors().stream()
                        .collect(Collectors.toMap(
                                Descriptor::id,
                                platform -> new Known.Account(
                                        identifiers(platform), Optional.empty(), changes(platform)))));
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
