package io.downfunnel.console;

import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.ErasureText;
import io.downfunnel.report.Wording;
import io.downfunnel.schedule.Erasures;
import io.downfunnel.store.ErasureStore.Erasure;
import io.downfunnel.store.ErasureStore.Who;

/** Somebody asks to be forgotten: what do we have of them, and how is it removed? */
@Path("/erasure")
@Blocking
@Produces(MediaType.TEXT_HTML)
class ErasurePage {
    private static final int LATEST = 20;
    private static final String UNCLEAR =
            "That is neither a record id of 15 or 18 characters nor an e-mail address. Nothing was removed.";
    private static final String NOBODY =
            "Nobody is known by that, so there is nothing to remove. An opportunity is not a person: name the lead or the contact.";

    private final Erasures erasures;
    private final ConsoleConfig config;
    private final Visitor visitor;
    private final ConnectionNames names = ConnectionNames.installed();

    ErasurePage(Erasures erasures, ConsoleConfig config, Visitor visitor) {
        this.erasures = erasures;
        this.config = config;
        this.visitor = visitor;
    }

    /**
     * @param done what was removed; empty when nothing was, just now
     * @param sent what that does not reach at platforms; empty when they were told of nothing
     * @param trouble why nothing was; empty when there is nothing to say
     * @param reason as it was typed
     */
    record form(String done, String sent, String trouble, String reason, List<Row> latest)
            implements TemplateInstance {}

    /** @param person the record's id, or the hash of the address: never the address */
    record question(ErasureText text, String person, String reason) implements TemplateInstance {}

    record Row(long id, When at, String by, String reason, String removed) {}

    @GET
    public TemplateInstance show() {
        return page("", "", "", "");
    }

    @POST
    @Path("look")
    public TemplateInstance look(
            @FormParam("person") @DefaultValue("") String person,
            @FormParam("reason") @DefaultValue("") String reason) {
        var who = Erasures.named(person);
        if (who.isEmpty()) {
            return page("", "", UNCLEAR, reason);
        }
        if (!Erasures.mayBeKept(reason)) {
            return unfit(reason);
        }
        return erasures.look(who.get())
                .<TemplateInstance>map(
                        extent -> new question(ErasureText.of(extent, names), hashed(who.get()), reason.strip()))
                .orElseGet(() -> page("", "", NOBODY, reason));
    }

    @POST
    public TemplateInstance erase(
            @FormParam("person") @DefaultValue("") String person,
            @FormParam("reason") @DefaultValue("") String reason) {
        if (!Erasures.mayBeKept(reason)) {
            return unfit(reason);
        }
        return Erasures.named(person)
                .flatMap(who -> erasures.erase(who, visitor.getName(), reason))
                .map(extent -> ErasureText.of(extent, names))
                .map(text -> page("Removed: " + text.counted() + ".", text.sent(), "", ""))
                .orElseGet(() -> page("", "", NOBODY, reason));
    }

    private TemplateInstance unfit(String reason) {
        return page(
                "",
                "",
                "The reason is kept for good, so it must not hold an e-mail address, nor more than "
                        + Wording.number(Erasures.LONGEST_REASON) + " characters. Nothing was removed.",
                reason);
    }

    private static String hashed(Who who) {
        return switch (who) {
            case Who.ByRecord(var id) -> id;
            case Who.ByEmail(var email) -> email.sha256();
        };
    }

    private TemplateInstance page(String done, String sent, String trouble, String reason) {
        return new form(
                done,
                sent,
                trouble,
                reason,
                erasures.latest(LATEST).stream().map(this::row).toList());
    }

    private Row row(Erasure erasure) {
        return new Row(
                erasure.id(),
                When.of(Optional.of(erasure.at()), config.timeZone()),
                erasure.by(),
                erasure.reason(),
                Wording.listed(List.of(
                        Wording.count(erasure.records(), "record"),
                        Wording.count(erasure.conversions(), "conversion"),
                        Wording.count(erasure.adjustments(), "adjustment"))));
    }
}
