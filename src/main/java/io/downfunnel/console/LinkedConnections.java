package io.downfunnel.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;

import io.downfunnel.extract.SalesforceAccess;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Setting;
import io.downfunnel.platform.Platforms;
import io.downfunnel.report.ConnectionNames;

/** The CRM and all platforms that are installed, as an admin sets them up. */
@Singleton
class LinkedConnections {
    private final Platforms platforms;
    private final SalesforceAccess salesforce;
    private final ConnectionNames names = ConnectionNames.installed();

    LinkedConnections(Platforms platforms, SalesforceAccess salesforce) {
        this.platforms = platforms;
        this.salesforce = salesforce;
    }

    boolean isCrm(String connection) {
        return connection.equals(salesforce.connection());
    }

    /** @throws NotFoundException when there is no such connection */
    Linked find(String connection) {
        if (isCrm(connection)) {
            return new Linked(
                    connection,
                    names.of(connection),
                    "downfunnel.salesforce",
                    SalesforceAccess.SETTINGS,
                    List.of(),
                    elsewhere(SalesforceAccess.SETTINGS, salesforce::setElsewhere, salesforce::elsewhere));
        }
        return platforms.descriptor(connection).map(this::platform).orElseThrow(NotFoundException::new);
    }

    private Linked platform(Descriptor descriptor) {
        var id = descriptor.id();
        var enterable = descriptor.settings().stream()
                .filter(setting -> !setting.address())
                .toList();
        var own = enterable.stream().filter(LinkedConnections::needed).toList();
        var more = Stream.concat(enterable.stream().filter(setting -> !needed(setting)), Platforms.COMMON.stream())
                .toList();
        return new Linked(
                id,
                descriptor.name(),
                "downfunnel." + id,
                own,
                more,
                elsewhere(
                        Stream.concat(own.stream(), more.stream()).toList(),
                        key -> platforms.setElsewhere(id, key),
                        setting -> platforms.elsewhere(id, setting)));
    }

    /** What goes without saying rarely has to be said. */
    private static boolean needed(Setting setting) {
        return setting.fallback().filter(fallback -> !fallback.isEmpty()).isEmpty();
    }

    private static Map<String, String> elsewhere(
            List<Setting> settings, Predicate<String> set, Function<Setting, Optional<String>> readable) {
        var elsewhere = new HashMap<String, String>();
        settings.stream()
                .filter(setting -> set.test(setting.key()))
                .forEach(setting ->
                        elsewhere.put(setting.key(), readable.apply(setting).orElse("")));
        return elsewhere;
    }
}
