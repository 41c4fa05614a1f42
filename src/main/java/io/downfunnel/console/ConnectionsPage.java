package io.downfunnel.console;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.connect.Arrival;
import io.downfunnel.connect.SigningIn;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Platforms;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.schedule.Checklists;
import io.downfunnel.schedule.Cliffs;
import io.downfunnel.store.PendingSignInStore;
import io.downfunnel.store.TrailStore;
import io.downfunnel.store.sealed.Sealing;

/** What are we connected to, by whose word and until when, and does it work? */
@Path("/connections")
@Blocking
@Produces(MediaType.TEXT_HTML)
class ConnectionsPage {
    private static final String COOKIE = "downfunnel-sign-in";

    private final ConnectionCards cards;
    private final SigningIn signingIn;
    private final Platforms platforms;
    private final Checklists checklists;
    private final Cliffs cliffs;
    private final Sealing sealing;
    private final AddressConfig address;
    private final Visitor visitor;
    private final TrailStore trail;
    private final ConnectionNames names = ConnectionNames.installed();

    ConnectionsPage(
            ConnectionCards cards,
            SigningIn signingIn,
            Platforms platforms,
            Checklists checklists,
            Cliffs cliffs,
            Sealing sealing,
            AddressConfig address,
            Visitor visitor,
            TrailStore trail) {
        this.cards = cards;
        this.signingIn = signingIn;
        this.platforms = platforms;
        this.checklists = checklists;
        this.cliffs = cliffs;
        this.sealing = sealing;
        this.address = address;
        this.visitor = visitor;
        this.trail = trail;
    }

    /** @param keyTrouble why nothing can be sealed here; empty when it can */
    record connections(Told told, String keyTrouble, List<ConnectionCard> cards, List<CliffView> cliffs)
            implements TemplateInstance {}

    /** A page that leads away by itself: a form may not, by our own security policy. */
    record leaving(String name, String href) implements TemplateInstance {}

    record question(String title, String text, String action, String yes) implements TemplateInstance {}

    @GET
    public TemplateInstance show(
            @QueryParam("told") @DefaultValue("") String told,
            @QueryParam("platform") @DefaultValue("") String platform,
            @QueryParam("code") @DefaultValue("") String code,
            @Context UriInfo uri) {
        return page(Told.of(told, platform, code, platforms, checklists.crm(), names), Map.of(), uri);
    }

    private connections page(Told told, Map<String, List<CheckItem>> looks, UriInfo uri) {
        return new connections(
                told,
                sealing.trouble().orElse(""),
                cards.all(platform -> redirect(platform, uri), looks),
                CliffView.of(cliffs.all(), cliffs.today(), names));
    }

    @POST
    @Path("{connection}/check")
    public TemplateInstance check(@PathParam("connection") String connection, @Context UriInfo uri) {
        if (!connection.equals(checklists.crm())) {
            known(connection);
        }
        return page(Told.NOTHING, Map.of(connection, checklists.look(connection)), uri);
    }

    @POST
    @Path("{platform}/connect")
    public Response connect(
            @PathParam("platform") String platform, @CookieParam(COOKIE) String kept, @Context UriInfo uri) {
        var redirect = redirect(signable(platform), uri);
        if (platforms.settingInstead(platform).isPresent()
                || signingIn.obstacle(platform, redirect).isPresent()) {
            return back("", platform, "");
        }
        var departure = signingIn.depart(platform, redirect, Optional.ofNullable(kept));
        return Response.ok(new leaving(names.of(platform), departure.to().toString()).render())
                .cookie(cookie(departure.browser(), redirect))
                .header("Cache-Control", "no-store")
                .build();
    }

    /** The way back. Whatever came with the address is out of it again before anything is shown. */
    @GET
    @Path("{platform}/callback")
    public Response callback(
            @PathParam("platform") String platform,
            @QueryParam("code") String code,
            @QueryParam("error") String error,
            @QueryParam("state") String state,
            @CookieParam(COOKIE) String kept) {
        var arrival = signingIn.arrive(
                signable(platform),
                Optional.ofNullable(code),
                Optional.ofNullable(error),
                Optional.ofNullable(state),
                Optional.ofNullable(kept),
                visitor.getName());
        return switch (arrival) {
            case Arrival.Connected connected -> back("connected", platform, "");
            case Arrival.Denied denied -> back("denied", platform, "");
            case Arrival.Stranger stranger -> back("stranger", platform, "");
            case Arrival.Refused(var why) -> back("refused", platform, why);
        };
    }

    @GET
    @Path("{platform}/disconnect")
    public TemplateInstance askToDisconnect(@PathParam("platform") String platform) {
        var name = names.of(signable(platform));
        return new question(
                "Disconnect " + name + "?",
                "What was granted is forgotten on all nodes within a minute, and nothing is sent to " + name
                        + " until somebody connects it again. Conversions wait; those that expire meanwhile are worthless."
                        + " " + name + " itself is not told: take our access away there too if that is what you want.",
                "/connections/" + platform + "/disconnect",
                "Disconnect " + name);
    }

    @POST
    @Path("{platform}/disconnect")
    public Response disconnect(@PathParam("platform") String platform) {
        signingIn.disconnect(signable(platform), visitor.getName());
        return back("disconnected", platform, "");
    }

    @GET
    @Path("new-key")
    public TemplateInstance askForNewKey() {
        return new question(
                "Begin with a new key?",
                "Do this only if the key file is lost for good. Whatever was connected in the console, and whatever secrets were"
                        + " entered in it, are forgotten on all nodes, and have to be connected and entered anew. A file that is there is kept beside the new one.",
                "/connections/new-key",
                "Begin with a new key");
    }

    @POST
    @Path("new-key")
    public Response newKey() {
        if (sealing.trouble().isPresent()) {
            sealing.startAnew();
            trail.append(new TrailEntry(
                    visitor.getName(), TrailEntry.What.KEY_REPLACED, "", "what was connected is forgotten"));
        }
        return back("", "", "");
    }

    private String signable(String platform) {
        if (platforms.signIn(platform).isEmpty()) {
            throw new NotFoundException();
        }
        return platform;
    }

    private void known(String platform) {
        if (platforms.descriptor(platform).isEmpty()) {
            throw new NotFoundException();
        }
    }

    private URI redirect(String platform, UriInfo uri) {
        return address.baseUrl().orElseGet(uri::getBaseUri).resolve("/connections/" + platform + "/callback");
    }

    /** It has to come along when the vendor sends the browser back, which is not a visit from our own pages: "Lax". */
    private static NewCookie cookie(String value, URI redirect) {
        return new NewCookie.Builder(COOKIE)
                .value(value)
                .path("/connections")
                .httpOnly(true)
                .secure("https".equals(redirect.getScheme()))
                .sameSite(NewCookie.SameSite.LAX)
                .maxAge((int) PendingSignInStore.PATIENCE.toSeconds())
                .build();
    }

    private static Response back(String told, String platform, String code) {
        var page = Link.to("/connections")
                .with("told", told)
                .with("platform", platform)
                .with("code", code);
        return Response.seeOther(URI.create(page.toString()))
                .header("Cache-Control", "no-store")
                .build();
    }
}
