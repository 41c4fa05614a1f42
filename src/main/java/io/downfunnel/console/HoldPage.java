package io.downfunnel.console;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.deliver.BrakesConfig;
import io.downfunnel.platform.Platforms;
import io.downfunnel.report.Causes;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.schedule.Releases;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.GateStore;
import io.downfunnel.store.HoldReadStore;
import io.downfunnel.store.ReleaseStore;
import io.downfunnel.store.TrialStore;

/** What waits for somebody's word, what is it worth, and what happens when I give it? */
@Path("/hold")
@Blocking
@Produces(MediaType.TEXT_HTML)
class HoldPage {
    private static final int LATEST = 20;

    private final HoldReadStore holds;
    private final GateStore gates;
    private final BrakeStore brakes;
    private final TrialStore trials;
    private final ReleaseStore record;
    private final Releases releases;
    private final Platforms platforms;
    private final Destinations destinations;
    private final BrakesConfig limits;
    private final ConsoleConfig config;
    private final Visitor visitor;
    private final ConnectionNames names = ConnectionNames.installed();

    HoldPage(
            HoldReadStore holds,
            GateStore gates,
            BrakeStore brakes,
            TrialStore trials,
            ReleaseStore record,
            Releases releases,
            Platforms platforms,
            Destinations destinations,
            BrakesConfig limits,
            ConsoleConfig config,
            Visitor visitor) {
        this.holds = holds;
        this.gates = gates;
        this.brakes = brakes;
        this.trials = trials;
        this.record = record;
        this.releases = releases;
        this.platforms = platforms;
        this.destinations = destinations;
        this.limits = limits;
        this.config = config;
        this.visitor = visitor;
    }

    record hold(HoldView view) implements TemplateInstance {}

    @GET
    public TemplateInstance show() {
        var zone = config.timeZone();
        var held = holds.held();
        var braked = holds.braked();
        var standing = brakes.standing();
        var items = HoldView.items(held, braked, standing, closed(), zone, names);
        var now = destinations.all();
        var onTrial = trials.underWay();
        var causes = new Causes(platforms);
        var teller = new TrialsView.Teller(
                limits.canaryRows(),
                now,
                zone,
                names,
                (destination, code) -> causes.of(destination, code).cause());
        return new hold(new HoldView(
                HoldView.summary(
                        items, Stream.concat(held.stream(), braked.stream()).toList(), onTrial.size(), zone),
                items,
                teller.view(onTrial, trials.over(LATEST)),
                now.stream().map(each -> HoldView.destination(each, zone)).toList(),
                record.latest(LATEST).stream()
                        .map(each -> HoldView.release(each, zone, names))
                        .toList()));
    }

    private List<HoldView.Gate> closed() {
        return gates.closed().stream()
                .map(gate -> new HoldView.Gate(gate, gates.trial(gate)))
                .toList();
    }

    @POST
    @Path("open")
    public Response open(@FormParam("destination") String destination, @FormParam("stage") String stage) {
        within().open(given(destination), given(stage), visitor.getName());
        return back();
    }

    @POST
    @Path("try-again")
    public Response tryAgain(@FormParam("destination") String destination, @FormParam("stage") String stage) {
        within().tryAgain(given(destination), given(stage), visitor.getName());
        return back();
    }

    @POST
    @Path("release-volume")
    public Response releaseVolume(@FormParam("destination") String destination, @FormParam("stage") String stage) {
        within().volume(given(destination), given(stage), visitor.getName());
        return back();
    }

    @POST
    @Path("let-go")
    public Response letGo(@FormParam("destination") String destination) {
        within().letGo(given(destination), visitor.getName());
        return back();
    }

    @POST
    @Path("start")
    public Response start(@FormParam("destination") String destination) {
        releases.start(given(destination), visitor.getName());
        return back();
    }

    @POST
    @Path("stop")
    public Response stop(
            @FormParam("destination") String destination, @FormParam("reason") @DefaultValue("") String reason) {
        if (platforms.descriptor(given(destination)).isEmpty() || reason.isBlank()) {
            throw new BadRequestException("A destination that is installed, and a reason, are needed to stop it");
        }
        releases.stop(destination, reason, visitor.getName());
        return back();
    }

    private Releases within() {
        return releases.upTo(visitor.releases());
    }

    private static String given(String text) {
        if (text == null || text.isBlank()) {
            throw new BadRequestException("The form lacks what it is about; nothing was changed");
        }
        return text;
    }

    /** The page tells what came of it; also when somebody else was faster. */
    private static Response back() {
        return Response.seeOther(URI.create("/hold")).build();
    }
}
