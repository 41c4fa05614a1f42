package io.downfunnel.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Platforms;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.SettingsException;
import io.downfunnel.store.FunnelStore;

/** The checklist of each connection, looked through live when somebody asks. */
@ApplicationScoped
public class Checklists {
    private final SalesforceCheck salesforce;
    private final Platforms platforms;
    private final FunnelStore funnels;

    Checklists(SalesforceCheck salesforce, Platforms platforms, FunnelStore funnels) {
        this.salesforce = salesforce;
        this.platforms = platforms;
        this.funnels = funnels;
    }

    public String crm() {
        return salesforce.connection();
    }

    /** The CRM first; also those whose account could not be opened with what was entered in the console. */
    public List<String> connections() {
        var all = new ArrayList<String>();
        all.add(salesforce.connection());
        var open = platforms.accounts().keySet();
        platforms.descriptors().stream()
                .map(Descriptor::id)
                .filter(id -> open.contains(id) || platforms.trouble(id).isPresent())
                .forEach(all::add);
        return all;
    }

    Map<String, Supplier<List<CheckItem>>> looks() {
        var looks = new LinkedHashMap<String, Supplier<List<CheckItem>>>();
        connections().forEach(name -> looks.put(name, () -> look(name)));
        return looks;
    }

    /** A connection that is not set up has one line, which says so. */
    public List<CheckItem> look(String connection) {
        if (connection.equals(salesforce.connection())) {
            return salesforce.items();
        }
        try {
            var account = platforms.accounts().get(connection);
            var items = new ArrayList<>(trouble(connection));
            if (account != null) {
                items.addAll(account.account().check(actions(connection)));
            } else if (items.isEmpty()) {
                items.add(CheckItem.failed(
                        "Account",
                        "There is none: nothing is sent there.",
                        "Connect it on the page Connections, or set it up in config/application.yaml."));
            }
            return items;
        } catch (SettingsException e) {
            return List.of(CheckItem.failed(
                    "Settings",
                    e.getMessage() + ".",
                    "Correct it in config/application.yaml and start the node again."));
        }
    }

    private List<CheckItem> trouble(String connection) {
        return platforms.trouble(connection).stream()
                .map(why -> CheckItem.failed(
                        "Settings",
                        why + (why.endsWith(".") ? "" : ".")
                                + " This node goes on with what it had before, if there was anything.",
                        "Correct it under Settings on the page Connections, and save it."))
                .toList();
    }

    /**
     * The checklist as it would be with other entries in the place of those that are kept; nothing is kept.
     *
     * @return empty when something is missing still, so that there is nothing to look at
     * @throws SettingsException for what is given and cannot be used; it names the setting in full
     */
    public Optional<List<CheckItem>> tryOut(String connection, Settings entered) {
        if (connection.equals(salesforce.connection())) {
            return Optional.of(salesforce.items(entered));
        }
        return platforms.tryOut(connection, entered).map(account -> {
            try (var way = account.account()) {
                return way.check(actions(connection));
            }
        });
    }

    /** What the mappings in force send there. */
    private Set<String> actions(String destination) {
        return funnels.active().stream()
                .flatMap(version -> version.funnel().mappings().stream())
                .filter(mapping -> mapping.destination().equals(destination))
                .map(ConversionMapping::action)
                .collect(Collectors.toSet());
    }
}
