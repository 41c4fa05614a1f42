package io.downfunnel.console.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import io.smallrye.common.annotation.Blocking;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.downfunnel.connect.SigningIn;
import io.downfunnel.console.ConnectionCard;
import io.downfunnel.console.ConnectionCards;
import io.downfunnel.console.OwnAddress;
import io.downfunnel.console.Visitor;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Platforms;
import io.downfunnel.schedule.Checklists;
import io.downfunnel.store.SignInStore;
import io.downfunnel.store.SignInStore.SignedIn;

/** What we are connected to, by whose word, and whether it works. Never a secret. */
@Path("/api/v1")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Connections")
public class ConnectionsApi {
    private final ConnectionCards cards;
    private final Checklists checklists;
    private final Platforms platforms;
    private final SigningIn signingIn;
    private final SignInStore signIns;
    private final OwnAddress address;
    private final Visitor visitor;

    ConnectionsApi(
            ConnectionCards cards,
            Checklists checklists,
            Platforms platforms,
            SigningIn signingIn,
            SignInStore signIns,
            OwnAddress address,
            Visitor visitor) {
        this.cards = cards;
        this.checklists = checklists;
        this.platforms = platforms;
        this.signingIn = signingIn;
        this.signIns = signIns;
        this.address = address;
        this.visitor = visitor;
    }

    /**
     * @param state in a few words, as the console says it
     * @param how by what it is connected, in a sentence
     * @param granted scopes that were granted
     * @param missing what was not granted and does not work for it, in sentences
     * @param trouble why it does not work, and what to do; empty while it does
     * @param obstacle why nobody can sign in to it now; absent when somebody can, or there is no way to sign in
     * @param looked when it was last looked at, and what was found; absent: never
     */
    public record Card(
            String id,
            String name,
            String state,
            String how,
            List<String> granted,
            List<String> missing,
            List<String> trouble,
            Optional<String> obstacle,
            Optional<String> looked) {
        static Card of(ConnectionCard card) {
            return new Card(
                    card.id(),
                    card.name(),
                    card.mark().text(),
                    card.how(),
                    card.granted(),
                    card.missing(),
                    card.trouble(),
                    given(card.obstacle()),
                    given(card.looked()));
        }

        private static Optional<String> given(String text) {
            return Optional.of(text).filter(known -> !known.isEmpty());
        }
    }

    /** @param items the checklist, line by line */
    public record Checked(String connection, boolean fine, List<CheckItem> items) {}

    @GET
    @Path("connections/cards")
    @Operation(summary = "Every connection: by what it is connected, what was granted, and whether it works")
    public List<Card> cards(@Context UriInfo uri) {
        return cards.all(platform -> address.callback(platform, uri), Map.of()).stream()
                .map(Card::of)
                .toList();
    }

    @POST
    @Path("connections/{connection}/check")
    @Operation(
            summary = "Look through the checklist of a connection now",
            description = "Asks the vendor and changes nothing; may be sent again at any time.")
    public Checked check(
            @Parameter(description = "Id of the connection, such as salesforce or google") @PathParam("connection")
                    String connection) {
        if (!connection.equals(checklists.crm())
                && platforms.descriptor(connection).isEmpty()) {
            throw new NotFoundException();
        }
        var items = checklists.look(connection);
        return new Checked(connection, items.stream().noneMatch(item -> item.state() == CheckItem.State.FAILED), items);
    }

    @POST
    @Path("connections/{platform}/disconnect")
    @Operation(
            summary = "Forget what was granted to us in the console",
            description =
                    "On all nodes, within a minute. Conversions wait, and nothing is sent there until somebody connects it"
                            + " again, in the console. changed is false when nothing was granted.")
    public Changed disconnect(
            @Parameter(description = "Id of the platform, such as google") @PathParam("platform") String platform) {
        if (platforms.signIn(platform).isEmpty()) {
            throw new NotFoundException();
        }
        boolean signedIn = signIns.all().stream().map(SignedIn::connection).anyMatch(platform::equals);
        signingIn.disconnect(platform, visitor.getName());
        return new Changed(signedIn);
    }
}
