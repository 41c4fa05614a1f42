package io.downfunnel.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Platforms;
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

    /** The CRM first. */
    public List<String> connections() {
        var all = new ArrayList<String>();
        all.add(salesforce.connection());
        all.addAll(platforms.accounts().keySet());
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
            return account == null
                    ? List.of(CheckItem.failed(
                            "Account",
                            "There is none: nothing is sent there.",
                            "Connect it on the page Connections, or set it up in config/application.yaml."))
                    : account.account().check(actions(connection));
        } catch (SettingsException e) {
            return List.of(CheckItem.failed("Settings", e.getMessage() + ".", "Correct it and start the node again."));
        }
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
