package io.downfunnel.console;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.connect.EnteredSettings;
import io.downfunnel.extract.SalesforceAccess;
import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.SettingsException;
import io.downfunnel.schedule.Checklists;
import io.downfunnel.store.SettingStore.Kept;
import io.downfunnel.store.sealed.SealException;

/** With what are we connected, and does it work before we save it? */
@Path("/connections/{connection}/settings")
@Blocking
@Produces(MediaType.TEXT_HTML)
class SettingsPage {
    private static final String OVERTAKEN =
            "Not saved: somebody else has changed this connection since you opened it. Below is what you filled in; look at it, and"
                    + " save it again if it still holds.";

    private final LinkedConnections connections;
    private final EnteredSettings entered;
    private final Checklists checklists;
    private final SalesforceAccess salesforce;
    private final ConsoleConfig config;
    private final Visitor visitor;
    private final Clock clock;

    SettingsPage(
            LinkedConnections connections,
            EnteredSettings entered,
            Checklists checklists,
            SalesforceAccess salesforce,
            ConsoleConfig config,
            Visitor visitor,
            Clock clock) {
        this.connections = connections;
        this.entered = entered;
        this.checklists = checklists;
        this.salesforce = salesforce;
        this.config = config;
        this.visitor = visitor;
        this.clock = clock;
    }

    /**
     * @param closed why nothing can be entered here; empty when something can
     * @param told what came of the last press of a button
     * @param trouble why it was not saved
     * @param items what a look with these entries found; empty: nobody looked
     * @param anyway whether it may be saved in spite of that
     */
    record form(
            SettingsView view,
            String closed,
            Told told,
            String trouble,
            List<ConnectionCard.Line> items,
            boolean anyway)
            implements TemplateInstance {}

    @GET
    public TemplateInstance show(@PathParam("connection") String connection) {
        var linked = connections.find(connection);
        return page(linked, SettingsView.kept(entered.of(connection)), entered.version(connection), Told.NOTHING, "");
    }

    @POST
    public Response change(@PathParam("connection") String connection, MultivaluedMap<String, String> fields) {
        var linked = connections.find(connection);
        var posted = new Posted(fields);
        var form = SettingsForm.of(
                linked,
                posted,
                (key, word) -> entered.brought(connection, key, word, visitor.getName())
                        .orElse(""));
        if (!closed().isEmpty() || !form.problems().isEmpty()) {
            return refused(page(linked, form, seen(posted), Told.NOTHING, ""));
        }
        try {
            return looked(linked, posted, form, lookWith(linked, form));
        } catch (SettingsException e) {
            return refused(unusable(linked, form, seen(posted), e));
        }
    }

    /** @throws SettingsException that names the setting in full */
    private Optional<List<CheckItem>> lookWith(Linked linked, SettingsForm form) {
        var candidate = entered.candidate(linked.id(), form.entered());
        if (connections.isCrm(linked.id())) {
            salesforce.refusal(candidate, form.secrets().keySet(), clock).ifPresent(refusal -> {
                throw refusal;
            });
        }
        return checklists.tryOut(linked.id(), candidate);
    }

    private form unusable(Linked linked, SettingsForm form, long seen, SettingsException e) {
        var key = e.key().substring(Math.min(e.key().length(), linked.prefix().length() + 1));
        var sentence = e.getMessage() + (e.getMessage().endsWith(".") ? "" : ".");
        return linked.free().stream().anyMatch(setting -> setting.key().equals(key))
                ? page(linked, form.refused(key, sentence), seen, Told.NOTHING, "")
                : page(linked, form, seen, Told.NOTHING, "Not saved. " + sentence);
    }

    private Response looked(Linked linked, Posted posted, SettingsForm form, Optional<List<CheckItem>> items) {
        var seen = seen(posted);
        if (posted.text("do").equals("test")) {
            return Response.ok(tested(linked, form, seen, items)).build();
        }
        boolean red = items.stream().flatMap(List::stream).anyMatch(SettingsPage::red);
        boolean other = items.stream().flatMap(List::stream).anyMatch(SalesforceCheck::isOtherOrganisation);
        if (other || red && !posted.text("do").equals("anyway")) {
            return refused(with(
                    page(
                            linked,
                            form,
                            seen,
                            Told.NOTHING,
                            other
                                    ? "Not saved: it is another organisation than the one whose records we have, and two are never"
                                            + " mixed."
                                    : "Not saved yet: with these entries it does not work as it should. What is red says why."),
                    items.orElseThrow(),
                    !other));
        }
        return kept(linked, form, seen);
    }

    private form tested(Linked linked, SettingsForm form, long seen, Optional<List<CheckItem>> items) {
        return items.map(list -> with(
                        page(
                                linked,
                                form,
                                seen,
                                list.stream().anyMatch(SettingsPage::red)
                                        ? new Told(
                                                new RunView.Mark("needs-you", "!", "Look at it"),
                                                "With these entries it does not work as it should. Nothing is saved yet.")
                                        : new Told(
                                                RunView.Mark.FINE,
                                                "It works with these entries. Nothing is saved yet."),
                                ""),
                        list,
                        false))
                .orElseGet(() -> page(
                        linked,
                        form,
                        seen,
                        new Told(
                                new RunView.Mark("planned", "○", "Not complete"),
                                "What is entered can be used, and something is missing still, such as somebody who signs in on"
                                        + " the page Connections. Save it, and go on there. Nothing is saved yet."),
                        ""));
    }

    private Response kept(Linked linked, SettingsForm form, long seen) {
        var change = entered.change(linked.id(), linked.settings(), form.entered());
        if (change.isNothing()) {
            return back(linked, "settings-same");
        }
        try {
            return entered.keep(linked.id(), seen, change, visitor.getName())
                    ? back(linked, "settings-saved")
                    : refused(page(linked, form, entered.version(linked.id()), Told.NOTHING, OVERTAKEN));
        } catch (SealException e) {
            return refused(page(linked, form, seen, Told.NOTHING, "Not saved. " + e.getMessage()));
        }
    }

    private static boolean red(CheckItem item) {
        return item.state() == CheckItem.State.FAILED;
    }

    private form page(Linked linked, SettingsForm form, long seen, Told told, String trouble) {
        var kept = entered.of(linked.id()).stream().collect(Collectors.toMap(Kept::key, each -> each));
        var view = new SettingsView.Drawing(
                        linked,
                        seen,
                        kept,
                        form,
                        (key, secret) -> entered.carried(linked.id(), key, secret, visitor.getName()),
                        config.timeZone())
                .view();
        return new form(view, closed(), told, trouble, List.of(), false);
    }

    private static form with(form page, List<CheckItem> items, boolean anyway) {
        return new form(
                page.view(),
                page.closed(),
                page.told(),
                page.trouble(),
                items.stream().map(ConnectionCard.Line::of).toList(),
                anyway);
    }

    private String closed() {
        return entered.inSandbox()
                ? "The sandbox is switched on, and it brings its settings along: nothing else can be entered meanwhile. What was"
                        + " entered for real accounts is kept, and not used."
                : entered.trouble().orElse("");
    }

    private static long seen(Posted posted) {
        var text = posted.text("seen");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static Response back(Linked linked, String told) {
        var page = Link.to("/connections").with("told", told).with("platform", linked.id());
        return Response.seeOther(URI.create(page + "#" + linked.id())).build();
    }

    private static Response refused(TemplateInstance page) {
        return Response.status(Response.Status.BAD_REQUEST)
                .type(MediaType.TEXT_HTML)
                .entity(page.render())
                .build();
    }
}
