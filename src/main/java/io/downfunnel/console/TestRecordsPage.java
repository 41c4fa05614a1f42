package io.downfunnel.console;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;

import io.downfunnel.console.Entry.Option;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.MappingDraft;
import io.downfunnel.mappings.FunnelEdit;
import io.downfunnel.mappings.Known;
import io.downfunnel.mappings.Problem;

/** Which records are only tests, so that nothing of them is sent? */
@Path("/editor/{draft:\\d{1,18}}/test-records")
@Blocking
@Produces(MediaType.TEXT_HTML)
class TestRecordsPage {
    private final EditorDrafts drafts;
    private final EditorDesk desk;

    TestRecordsPage(EditorDrafts drafts, EditorDesk desk) {
        this.drafts = drafts;
        this.desk = desk;
    }

    /** @param told what came of the last press of a button */
    record rule(EditorDrafts.Head head, Rule form, String told) implements TemplateInstance {}

    /**
     * @param place empty for one more
     * @param problems what is about no single field
     * @param troubles how many problems there are in all
     */
    public record Rule(String place, Entry object, ConditionView condition, List<String> problems, int troubles) {}

    @GET
    public TemplateInstance edit(long draft, @QueryParam("place") @DefaultValue("-1") int place) {
        var found = drafts.open(draft);
        var form = place == TestRecordsForm.NEW
                ? TestRecordsForm.blank()
                : TestRecordsForm.of(place, exclusion(found, place));
        return view(found, form, List.of(), "");
    }

    @POST
    public Response change(long draft, MultivaluedMap<String, String> fields) {
        var posted = new Posted(fields);
        var found = drafts.open(draft);
        var form = TestRecordsForm.of(posted);
        if (!posted.text("do").equals("save")) {
            return EditorDrafts.answer(true, view(found, form, List.of(), ""));
        }
        return switch (new FunnelEdit(EditorDrafts.funnel(found), desk.known()).exclusion(form.place(), form.part())) {
            case FunnelEdit.Result.Refused(var problems) -> EditorDrafts.answer(false, view(found, form, problems, ""));
            case FunnelEdit.Result.Changed changed ->
                drafts.saved(found, posted.number("seen"), changed.document(), "saved")
                        .orElseGet(() -> EditorDrafts.answer(
                                false, view(drafts.find(draft), form, List.of(), EditorDrafts.OVERTAKEN)));
        };
    }

    @GET
    @Path("remove")
    public TemplateInstance askToRemove(long draft, @QueryParam("place") @DefaultValue("-1") int place) {
        var found = drafts.open(draft);
        return new EditorPage.removal(
                drafts.head(found),
                "No longer tell these test records apart?",
                EditorView.sentence(exclusion(found, place))
                        + ": from then on they count like all others, also those of before as far as their clicks still count.",
                "/editor/" + draft + "/test-records/remove",
                List.of(new EditorPage.Hidden("place", Integer.toString(place))),
                "Remove the rule");
    }

    @POST
    @Path("remove")
    public Response remove(
            long draft,
            @FormParam("seen") @DefaultValue("0") int seen,
            @FormParam("place") @DefaultValue("-1") int place) {
        var found = drafts.open(draft);
        var after = new FunnelEdit(EditorDrafts.funnel(found), Known.NOTHING).withoutExclusion(place);
        return drafts.replaced(found, seen, after, "removed");
    }

    private static Funnel.Exclusion exclusion(MappingDraft draft, int place) {
        var all = EditorDrafts.funnel(draft).exclusions();
        if (place < 0 || place >= all.size()) {
            throw new NotFoundException();
        }
        return all.get(place);
    }

    private TemplateInstance view(MappingDraft draft, TestRecordsForm form, List<Problem> problems, String told) {
        var troubles = new Troubles(problems);
        var of = CrmObject.named(form.object()).map(Set::of).orElse(Set.of());
        var object = Entry.select("object", "A", objects(form.object())).troubled(troubles.of("object"));
        var condition = ConditionView.of(form.asked(), "", "", desk.picks(), of, troubles);
        return new rule(
                drafts.head(draft),
                new Rule(
                        form.isNew() ? "" : Integer.toString(form.place()),
                        object,
                        condition,
                        troubles.rest(),
                        problems.size()),
                told);
    }

    private static List<Option> objects(String chosen) {
        return Stream.of(CrmObject.values())
                .map(CrmObject::apiName)
                .map(object -> new Option(object, object, "", object.equals(chosen), false))
                .toList();
    }
}
