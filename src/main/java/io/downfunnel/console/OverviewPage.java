package io.downfunnel.console;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.console.ConnectionView.BudgetView;
import io.downfunnel.console.ConnectionView.FreshnessView;
import io.downfunnel.domain.AdQuestion;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.schedule.Cliffs;
import io.downfunnel.schedule.SyncStarter;
import io.downfunnel.store.AlertStore;
import io.downfunnel.store.AuditStore;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.ConnectionReadStore;
import io.downfunnel.store.ConversionReadStore;
import io.downfunnel.store.ConversionReadStore.Count;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.PauseStore;
import io.downfunnel.store.RunReadStore;

/** Did my conversions reach the platforms, what are they worth, and what do I have to do? */
@Path("/")
@Blocking
@Produces(MediaType.TEXT_HTML)
class OverviewPage {
    private static final Duration SOON = Duration.ofDays(7);
    private static final int NEAREST = 3;

    private final RunReadStore runs;
    private final ConversionReadStore conversions;
    private final ConnectionReadStore connections;
    private final FunnelStore funnels;
    private final BrakeStore brakes;
    private final PauseStore pauses;
    private final AlertStore alerts;
    private final AuditStore audits;
    private final Cliffs cliffs;
    private final SyncStarter starter;
    private final ConsoleConfig config;
    private final Clock clock;
    private final Visitor visitor;
    private final ConnectionNames names = ConnectionNames.installed();

    OverviewPage(
            RunReadStore runs,
            ConversionReadStore conversions,
            ConnectionReadStore connections,
            FunnelStore funnels,
            BrakeStore brakes,
            PauseStore pauses,
            AlertStore alerts,
            AuditStore audits,
            Cliffs cliffs,
            SyncStarter starter,
            ConsoleConfig config,
            Clock clock,
            Visitor visitor) {
        this.runs = runs;
        this.conversions = conversions;
        this.connections = connections;
        this.funnels = funnels;
        this.brakes = brakes;
        this.pauses = pauses;
        this.alerts = alerts;
        this.audits = audits;
        this.cliffs = cliffs;
        this.starter = starter;
        this.config = config;
        this.clock = clock;
        this.visitor = visitor;
    }

    record overview(
            Headline headline,
            WatchView watch,
            TrendView trend,
            List<DestinationView> destinations,
            List<ConnectionView> connections,
            List<FreshnessView> freshness,
            List<BudgetView> budgets,
            List<CliffView> cliffs,
            List<RunView> runs,
            boolean running)
            implements TemplateInstance {}

    /** What changes while a run is running. */
    record live(List<RunView> runs, boolean running) implements TemplateInstance {}

    /** Everything that a run has changed, once it has ended. */
    record ended(
            Headline headline,
            WatchView watch,
            TrendView trend,
            List<DestinationView> destinations,
            List<ConnectionView> connections,
            List<FreshnessView> freshness,
            List<BudgetView> budgets,
            List<CliffView> cliffs,
            List<RunView> runs,
            boolean running)
            implements TemplateInstance {
        static ended of(overview page) {
            return new ended(
                    page.headline(),
                    page.watch(),
                    page.trend(),
                    page.destinations(),
                    page.connections(),
                    page.freshness(),
                    page.budgets(),
                    page.cliffs(),
                    page.runs(),
                    page.running());
        }
    }

    @GET
    public TemplateInstance show() {
        return page();
    }

    @GET
    @Path("live")
    public TemplateInstance live() {
        var running = runs.running();
        return running.isEmpty() ? ended.of(page()) : new live(views(running), true);
    }

    @POST
    @Path("sync")
    public Response sync() {
        starter.start(visitor.getName());
        return Response.seeOther(URI.create("/#runs")).build();
    }

    private overview page() {
        var running = runs.running();
        var counts = conversions.counts();
        var freshness = connections.freshness();
        var known = connections.connections();
        var stopped = stopped();
        var leftAlone = connections.leftAlone();
        return new overview(
                headline(counts),
                WatchView.of(alerts.open(), audits.latest(), config.timeZone()),
                trend(),
                DestinationView.of(counts, destinations(known, freshness), troubled(known, leftAlone), stopped, names),
                connections(known, leftAlone, stopped),
                freshness.stream()
                        .map(each -> FreshnessView.of(each, config.timeZone()))
                        .toList(),
                Stream.concat(
                                connections.budgetOf(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)).stream()
                                        .map(each -> BudgetView.of(each, names)),
                                connections.quotas().stream()
                                        .map(each -> BudgetView.of(each, config.timeZone(), names)))
                        .toList(),
                CliffView.of(cliffs.all().stream().limit(NEAREST).toList(), cliffs.today(), names),
                views(running.isEmpty() ? runs.latestAtWork().stream().toList() : running),
                !running.isEmpty());
    }

    private List<ConnectionView> connections(
            List<ConnectionReadStore.Connection> known,
            List<ConnectionReadStore.LeftAlone> leftAlone,
            Map<String, String> stopped) {
        var paused = paused();
        var heardOf = known.stream().map(ConnectionReadStore.Connection::name).collect(Collectors.toSet());
        return Stream.of(
                        paused.entrySet().stream()
                                .filter(each -> !heardOf.contains(each.getKey()))
                                .map(each -> ConnectionView.unheardOf(each.getKey(), each.getValue(), names)),
                        known.stream()
                                .map(each -> ConnectionView.of(
                                        each,
                                        stopped.getOrDefault(each.name(), ""),
                                        paused.getOrDefault(each.name(), ""),
                                        config.timeZone(),
                                        names)),
                        leftAlone.stream().map(each -> ConnectionView.of(each, config.timeZone(), names)))
                .flatMap(views -> views)
                .toList();
    }

    private List<RunView> views(List<RunReadStore.Run> some) {
        return some.stream()
                .map(run -> RunView.of(run, config.timeZone(), clock.instant()))
                .toList();
    }

    private Headline headline(List<Count> counts) {
        return runs.lastThatDelivered()
                .map(run -> Headline.after(
                        run,
                        conversions.reachedBy(run.id()),
                        counts.stream()
                                .filter(count -> count.state().word() == ConversionState.Word.NEEDS_YOU)
                                .mapToLong(Count::conversions)
                                .sum(),
                        conversions.expiringBefore(clock.instant().plus(SOON)),
                        config.timeZone(),
                        names))
                .orElseGet(() -> Headline.beforeTheFirstRun(connections.anyMappings()));
    }

    private TrendView trend() {
        var now = clock.instant();
        var zone = config.timeZone();
        return TrendView.of(
                conversions.takenIn(TrendView.first(now, zone), zone), funnels.versions(), now, zone, names);
    }

    /** What is said of each destination that nothing may be sent to. */
    private Map<String, String> stopped() {
        var wording = new Wording(config.timeZone());
        return brakes.standing().stream()
                .collect(Collectors.toMap(
                        DestinationBrake::destination,
                        brake -> brake.sentence() + " Nothing is sent there since " + wording.minute(brake.since())
                                + "; nothing is lost.",
                        (first, second) -> first));
    }

    /** What is said of each connection to the CRM from which nothing is read. */
    private Map<String, String> paused() {
        var wording = new Wording(config.timeZone());
        return pauses.all().stream()
                .collect(Collectors.toMap(
                        PauseStore.Pause::connection,
                        pause -> pause.sentence() + " Nothing is read from there since " + wording.minute(pause.since())
                                + "; nothing is lost."));
    }

    /** Where nothing is sent at present. */
    private static Set<String> troubled(
            List<ConnectionReadStore.Connection> known, List<ConnectionReadStore.LeftAlone> leftAlone) {
        return Stream.concat(
                        known.stream().filter(connection -> !connection.state().equals("fine")),
                        leftAlone.stream()
                                .filter(each -> each.endpoint() == Endpoint.UPLOAD)
                                .map(ConnectionReadStore.LeftAlone::how))
                .map(ConnectionReadStore.Connection::name)
                .collect(Collectors.toSet());
    }

    /** Every connection that is not a CRM, nor a report. */
    private static Set<String> destinations(
            List<ConnectionReadStore.Connection> known, List<ConnectionReadStore.Freshness> freshness) {
        var names = new TreeSet<String>();
        known.stream()
                .map(ConnectionReadStore.Connection::name)
                .filter(name -> !AdQuestion.is(name))
                .forEach(names::add);
        freshness.forEach(stream -> names.remove(stream.connection()));
        return names;
    }
}
