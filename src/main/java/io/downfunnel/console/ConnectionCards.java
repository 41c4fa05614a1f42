package io.downfunnel.console;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import io.downfunnel.connect.SigningIn;
import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.Platforms;
import io.downfunnel.platform.SettingsException;
import io.downfunnel.platform.SignIn;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.ConnectionReadStore;
import io.downfunnel.store.ConnectionReadStore.Connection;
import io.downfunnel.store.ProbeStore;
import io.downfunnel.store.ProbeStore.Probe;
import io.downfunnel.store.SignInStore;
import io.downfunnel.store.SignInStore.SignedIn;

/** Puts together what is known of each connection. */
@Singleton
public class ConnectionCards {
    private final Platforms platforms;
    private final SigningIn signingIn;
    private final SignInStore signIns;
    private final ConnectionReadStore connections;
    private final ProbeStore probes;
    private final SalesforceCheck salesforce;
    private final ConsoleConfig config;
    private final ConnectionNames names = ConnectionNames.installed();

    ConnectionCards(
            Platforms platforms,
            SigningIn signingIn,
            SignInStore signIns,
            ConnectionReadStore connections,
            ProbeStore probes,
            SalesforceCheck salesforce,
            ConsoleConfig config) {
        this.platforms = platforms;
        this.signingIn = signingIn;
        this.signIns = signIns;
        this.connections = connections;
        this.probes = probes;
        this.salesforce = salesforce;
        this.config = config;
    }

    /**
     * What is known of all of them, read once.
     *
     * @param open whose accounts are open
     * @param tied of these, where conversion actions can be tied to campaigns
     */
    private record Known(
            Map<String, Connection> states,
            Map<String, Probe> probes,
            Map<String, SignedIn> signedIn,
            Set<String> open,
            Set<String> tied) {}

    /**
     * @param redirects where a vendor sends people back to, by connection
     * @param looks what a look just now found, by connection
     */
    public List<ConnectionCard> all(Function<String, URI> redirects, Map<String, List<CheckItem>> looks) {
        var accounts = accounts();
        var known = new Known(
                by(connections.connections(), Connection::name),
                by(probes.all(), Probe::connection),
                by(signIns.all(), SignedIn::connection),
                accounts.keySet(),
                accounts.entrySet().stream()
                        .filter(account -> CampaignTiesPage.offered(account.getValue()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
        var cards = new ArrayList<ConnectionCard>();
        cards.add(crm(known, looks));
        platforms.descriptors().forEach(platform -> cards.add(platform(platform, known, redirects, looks)));
        return cards;
    }

    private static <T> Map<String, T> by(List<T> all, Function<T, String> name) {
        return all.stream().collect(Collectors.toMap(name, Function.identity()));
    }

    private Map<String, OpenAccount> accounts() {
        try {
            return platforms.accounts();
        } catch (SettingsException e) {
            return Map.of();
        }
    }

    private ConnectionCard crm(Known known, Map<String, List<CheckItem>> looks) {
        var id = salesforce.connection();
        return new ConnectionCard(
                id,
                names.of(id),
                mark(known.states().get(id), true),
                "Connected by the settings: downfunnel.salesforce.",
                List.of(),
                List.of(),
                trouble(known.states().get(id)),
                "",
                "",
                false,
                false,
                "",
                "",
                looked(known.probes().get(id)),
                lines(looks.get(id)));
    }

    private ConnectionCard platform(
            Descriptor platform, Known known, Function<String, URI> redirects, Map<String, List<CheckItem>> looks) {
        var id = platform.id();
        var signIn = platforms.signIn(id);
        var signedIn = Optional.ofNullable(known.signedIn().get(id));
        var instead = platforms.settingInstead(id);
        boolean open = known.open().contains(id);
        // What was heard before somebody connected anew says nothing about now.
        var state = Optional.ofNullable(known.states().get(id))
                .filter(heard -> signedIn.isEmpty()
                        || heard.seenAt().isAfter(signedIn.get().at()))
                .orElse(null);
        var trouble = new ArrayList<>(trouble(state));
        if (!open && (signedIn.isPresent() || instead.isPresent())) {
            trouble.add(incomplete(platform));
        }
        boolean offered = signIn.isPresent() && instead.isEmpty();
        return new ConnectionCard(
                id,
                platform.name(),
                mark(state, open),
                how(id, signedIn, instead),
                signedIn.filter(any -> instead.isEmpty())
                        .map(each -> List.copyOf(each.scopes()))
                        .orElse(List.of()),
                signedIn.filter(any -> instead.isEmpty())
                        .map(each -> missing(signIn.orElseThrow(), each))
                        .orElse(List.of()),
                trouble,
                offered ? signingIn.obstacle(id, redirects.apply(id)).orElse("") : "",
                !offered ? "" : signedIn.isPresent() ? "Connect anew" : "Connect",
                signedIn.isPresent(),
                known.tied().contains(id),
                offered ? redirects.apply(id).toString() : "",
                offered ? signIn.orElseThrow().register() : "",
                looked(known.probes().get(id)),
                lines(looks.get(id)));
    }

    private String how(String id, Optional<SignedIn> signedIn, Optional<String> instead) {
        return instead.map(key -> "Connected by the settings (downfunnel." + id + "." + key
                        + "), which win over signing in here. Take that setting out to sign in here instead."
                        + signedIn.map(each -> " That " + each.by() + " signed in here is not used meanwhile.")
                                .orElse(""))
                .or(() -> signedIn.map(each -> "Connected in the console by " + each.by() + " on "
                        + new Wording(config.timeZone()).minute(each.at()) + "."))
                .orElse("Not connected: nothing is sent there.");
    }

    private static List<String> missing(SignIn signIn, SignedIn signedIn) {
        return signIn.missing(signedIn.scopes()).stream()
                .map(scope -> scope.name() + " was not granted. Without it, " + scope.without())
                .toList();
    }

    private String incomplete(Descriptor platform) {
        var settings = platforms.settings(platform.id());
        var absent = platform.settings().stream()
                .filter(setting -> setting.fallback().isEmpty())
                .filter(setting -> settings.find(setting.key()).isEmpty())
                .map(setting -> "downfunnel." + platform.id() + "." + setting.key())
                .toList();
        return absent.isEmpty()
                ? "It is switched off, or a setting is wrong: Look at it now says which."
                : "Nothing is sent there yet, as a setting is missing: " + String.join(", ", absent) + ".";
    }

    private static List<String> trouble(Connection connection) {
        return connection == null || connection.state().equals("fine")
                ? List.of()
                : List.of(connection.message().or(connection::code).orElse("No message was given.")
                        + connection.remedy().map(remedy -> " " + remedy).orElse(""));
    }

    private static RunView.Mark mark(Connection connection, boolean open) {
        if (!open) {
            return new RunView.Mark("planned", "○", "Not connected");
        }
        if (connection == null) {
            return new RunView.Mark("planned", "○", "Not used yet");
        }
        return switch (connection.state()) {
            case "fine" -> RunView.Mark.FINE;
            case "failing" -> new RunView.Mark("needs-you", "!", "Failing");
            default -> new RunView.Mark("broke", "×", "Stopped");
        };
    }

    private String looked(Probe probe) {
        return probe == null
                ? ""
                : "Last looked at on " + new Wording(config.timeZone()).minute(probe.at()) + ": " + probe.found()
                        + (probe.remedy().isEmpty() ? "" : " " + probe.remedy());
    }

    private static List<ConnectionCard.Line> lines(List<CheckItem> items) {
        return items == null
                ? List.of()
                : items.stream().map(ConnectionCard.Line::of).toList();
    }
}
