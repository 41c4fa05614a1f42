package io.downfunnel.console;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.downfunnel.connect.EnteredSettings;
import io.downfunnel.connect.SigningIn;
import io.downfunnel.console.ConnectionCard.Doors;
import io.downfunnel.console.ConnectionView.BudgetView;
import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.extract.SalesforceAccess;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.Platforms;
import io.downfunnel.platform.SettingsException;
import io.downfunnel.platform.SignIn;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.ConnectionReadStore;
import io.downfunnel.store.ConnectionReadStore.Budget;
import io.downfunnel.store.ConnectionReadStore.Connection;
import io.downfunnel.store.PauseStore;
import io.downfunnel.store.ProbeStore;
import io.downfunnel.store.ProbeStore.Probe;
import io.downfunnel.store.QuotaStore.Use;
import io.downfunnel.store.SettingStore.Kept;
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
    private final SalesforceAccess salesforce;
    private final EnteredSettings entered;
    private final BrakeStore brakes;
    private final PauseStore pauses;
    private final Clock clock;
    private final ConsoleConfig config;
    private final ConnectionNames names = ConnectionNames.installed();

    private static final RunView.Mark PAUSED = new RunView.Mark("needs-you", "=", "Paused");
    private static final String UNUSABLE =
            " This node goes on with what it had before, if there was anything. Correct it under Settings, and save it.";

    ConnectionCards(
            Platforms platforms,
            SigningIn signingIn,
            SignInStore signIns,
            ConnectionReadStore connections,
            ProbeStore probes,
            SalesforceAccess salesforce,
            EnteredSettings entered,
            BrakeStore brakes,
            PauseStore pauses,
            Clock clock,
            ConsoleConfig config) {
        this.platforms = platforms;
        this.signingIn = signingIn;
        this.signIns = signIns;
        this.connections = connections;
        this.probes = probes;
        this.salesforce = salesforce;
        this.entered = entered;
        this.brakes = brakes;
        this.pauses = pauses;
        this.clock = clock;
        this.config = config;
    }

    /**
     * What is known of all of them, read once.
     *
     * @param open whose accounts are open
     * @param tied of these, where conversion actions can be tied to campaigns
     * @param paused why, by connection
     */
    private record Known(
            Map<String, Connection> states,
            Map<String, Probe> probes,
            Map<String, SignedIn> signedIn,
            Set<String> open,
            Set<String> tied,
            Map<String, String> paused,
            List<Budget> budgets,
            List<Use> quotas) {}

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
                        .collect(Collectors.toSet()),
                paused(),
                connections.budgetOf(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)),
                connections.quotas());
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

    private Map<String, String> paused() {
        var wording = new Wording(config.timeZone());
        return Stream.concat(
                        pauses.all().stream()
                                .map(pause -> Map.entry(
                                        pause.connection(),
                                        pause.sentence() + " Nothing is read since " + wording.minute(pause.since())
                                                + "; nothing is lost.")),
                        brakes.standing().stream()
                                .filter(brake -> brake.kind() == DestinationBrake.Kind.STOPPED)
                                .map(brake -> Map.entry(
                                        brake.destination(),
                                        brake.sentence() + " Nothing is sent since " + wording.minute(brake.since())
                                                + "; nothing is lost.")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (first, second) -> first));
    }

    private ConnectionCard crm(Known known, Map<String, List<CheckItem>> looks) {
        var id = salesforce.connection();
        var kept = entered.of(id);
        boolean open = salesforce.complete();
        var state = since(known.states().get(id), lately(kept));
        var paused = known.paused().getOrDefault(id, "");
        return new ConnectionCard(
                id,
                names.of(id),
                paused.isEmpty() ? mark(state, open) : PAUSED,
                open
                        ? kept.isEmpty() ? "Connected by the settings: downfunnel.salesforce." : how().entered(kept)
                        : "Not connected: nothing is read from there.",
                List.of(),
                List.of(),
                trouble(state),
                "",
                "",
                false,
                false,
                "",
                "",
                looked(known.probes().get(id)),
                lines(looks.get(id)),
                new Doors(open || !kept.isEmpty() ? "Settings" : "Set up", !kept.isEmpty(), open, paused),
                known.budgets().stream()
                        .filter(budget -> budget.connection().equals(id))
                        .map(budget -> BudgetView.of(budget, names))
                        .toList());
    }

    private ConnectionCard platform(
            Descriptor platform, Known known, Function<String, URI> redirects, Map<String, List<CheckItem>> looks) {
        var id = platform.id();
        var signIn = platforms.signIn(id);
        var signedIn = Optional.ofNullable(known.signedIn().get(id));
        var instead = platforms.settingInstead(id);
        boolean open = known.open().contains(id);
        var kept = entered.of(id);
        var state = since(
                known.states().get(id),
                Stream.concat(lately(kept).stream(), signedIn.map(SignedIn::at).stream())
                        .max(Comparator.naturalOrder()));
        var trouble = new ArrayList<>(trouble(state));
        platforms
                .trouble(id)
                .map(why -> why + (why.endsWith(".") ? "" : ".") + UNUSABLE)
                .ifPresent(trouble::add);
        var paused = known.paused().getOrDefault(id, "");
        if (!open && (signedIn.isPresent() || instead.isPresent() || !kept.isEmpty() && signIn.isEmpty())) {
            trouble.add(incomplete(platform));
        }
        boolean offered = signIn.isPresent() && instead.isEmpty();
        return new ConnectionCard(
                id,
                platform.name(),
                paused.isEmpty() ? mark(state, open) : PAUSED,
                how().of(platform, kept, signedIn, instead, open),
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
                lines(looks.get(id)),
                new Doors(
                        open || instead.isPresent() || !kept.isEmpty() ? "Settings" : "Set up",
                        !kept.isEmpty(),
                        open,
                        paused),
                known.quotas().stream()
                        .filter(use -> use.connection().equals(id))
                        .map(use -> BudgetView.of(use, config.timeZone(), names))
                        .toList());
    }

    /** What was heard before somebody connected it anew or entered something else says nothing about now. */
    private static Connection since(Connection heard, Optional<Instant> changed) {
        return heard == null
                        || changed.filter(at -> !heard.seenAt().isAfter(at)).isPresent()
                ? null
                : heard;
    }

    private static Optional<Instant> lately(List<Kept> kept) {
        return kept.stream().map(Kept::at).max(Comparator.naturalOrder());
    }

    private HowConnected how() {
        return new HowConnected(platforms, new Wording(config.timeZone()));
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
                : "Nothing is sent there yet, as a setting is missing: " + String.join(", ", absent)
                        + ". Enter it under Settings.";
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
