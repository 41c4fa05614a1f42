package io.downfunnel.console;

import java.util.List;
import java.util.Optional;
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

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.MappingDraft;
import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.mappings.FunnelEdit;
import io.downfunnel.mappings.Known;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.mappings.Problem;
import io.downfunnel.mappings.Reading;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.MappingLint.Hint;
import io.downfunnel.report.Wording;
import io.downfunnel.store.FunnelStore;

/** What do our stages mean, and what does each become where? Answered with forms, into a draft. */
@Path("/editor/{draft:\\d{1,18}}")
@Blocking
@Produces(MediaType.TEXT_HTML)
class EditorPage {
    private static final String CLOSED = "This draft was activated or discarded: nothing about it changes any more.";

    private final EditorDrafts drafts;
    private final FunnelStore funnels;
    private final EditorDesk desk;
    private final SalesforceCheck salesforce;
    private final ConnectionNames names = ConnectionNames.installed();

    EditorPage(EditorDrafts drafts, FunnelStore funnels, EditorDesk desk, SalesforceCheck salesforce) {
        this.drafts = drafts;
        this.funnels = funnels;
        this.desk = desk;
        this.salesforce = salesforce;
    }

    /** @param problems why its text cannot be read at all: then there is no grid */
    record grid(EditorView view, String told, List<String> problems) implements TemplateInstance {}

    /**
     * @param warning what has to be confirmed before it is saved; empty where nothing has
     * @param told what came of the last press of a button
     */
    record stage(EditorDrafts.Head head, StageView form, String warning, String told) implements TemplateInstance {}

    record mapping(
            EditorDrafts.Head head, MappingView form, String sentence, EventPreview preview, int turn, String told)
            implements TemplateInstance {}

    record removal(EditorDrafts.Head head, String title, String text, String action, List<Hidden> fields, String yes)
            implements TemplateInstance {}

    public record Hidden(String name, String value) {}

    @GET
    public TemplateInstance show(long draft, @QueryParam("told") @DefaultValue("") String told) {
        var found = drafts.find(draft);
        return switch (MappingFile.read(found.document(), Known.NOTHING)) {
            case Reading.Refused(var problems) ->
                new grid(view(found, new Funnel(List.of(), List.of(), List.of())), "", sentences(problems));
            case Reading.Read(var funnel, var text, var notes) ->
                new grid(view(found, funnel), found.open() ? told(told) : CLOSED, List.of());
        };
    }

    private static String told(String code) {
        return switch (code) {
            case "saved" -> "Saved into the draft. Nothing is in force before it was simulated and activated.";
            case "removed" -> "Removed from the draft.";
            case "read" -> "The CRM has shown its fields.";
            case "unread" -> "The CRM could not be asked for its fields: look at Connections for why.";
            case "overtaken" ->
                "Nothing was changed: somebody else has changed this draft meanwhile. Look, and try again.";
            default -> "";
        };
    }

    private EditorView view(MappingDraft draft, Funnel funnel) {
        var destinations = desk.destinations(funnel);
        var elsewhere = MappingFile.read(draft.document(), desk.known()) instanceof Reading.Refused(var problems)
                        && !funnel.stages().isEmpty()
                ? sentences(problems)
                : List.<String>of();
        return new EditorView(
                draft.id(),
                draft.revision(),
                draft.title(),
                EditorDrafts.comments(draft),
                desk.freshness(),
                destinations.stream().map(names::of).toList(),
                EditorView.rows(draft.id(), funnel, new EditorView.Around(destinations, desk.lags(), desk, names)),
                EditorView.testRecords(draft.id(), funnel),
                elsewhere);
    }

    private static List<String> sentences(List<Problem> problems) {
        return problems.stream()
                .map(problem -> "Line " + problem.line() + ": " + Troubles.sentences(problem))
                .toList();
    }

    @POST
    @Path("fields")
    public Response readFields(long draft) {
        drafts.find(draft);
        return EditorDrafts.back(draft, salesforce.readCatalog().isEmpty() ? "read" : "unread");
    }

    @POST
    @Path("move")
    public Response move(
            long draft,
            @FormParam("seen") @DefaultValue("0") int seen,
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("to") @DefaultValue("") String to) {
        var found = drafts.open(draft);
        var after = new FunnelEdit(EditorDrafts.funnel(found), Known.NOTHING).moved(name, to.equals("up"));
        return drafts.replaced(found, seen, after, "saved");
    }

    @GET
    @Path("stage")
    public TemplateInstance editStage(long draft, @QueryParam("name") @DefaultValue("") String name) {
        var found = drafts.open(draft);
        var form = name.isEmpty()
                ? StageForm.blank()
                : EditorDrafts.funnel(found).stage(name).map(StageForm::of).orElseThrow(NotFoundException::new);
        return new stage(drafts.head(found), StageView.of(form, stages(found), desk.picks(), List.of()), "", "");
    }

    @POST
    @Path("stage")
    public Response changeStage(long draft, MultivaluedMap<String, String> fields) {
        var posted = new Posted(fields);
        var found = drafts.open(draft);
        var form = StageForm.of(posted);
        if (!posted.text("do").equals("save")) {
            return shown(found, form.after(posted.text("do")), List.of(), "", "");
        }
        return switch (edited(found, form)) {
            case FunnelEdit.Result.Refused(var problems) -> shown(found, form, problems, "", "");
            case FunnelEdit.Result.Changed changed ->
                form.renamed() && live(form.was()) && !posted.flag("rename")
                        ? shown(found, form, List.of(), renaming(form), "")
                        : drafts.saved(found, posted.number("seen"), changed.document(), "saved")
                                .orElseGet(
                                        () -> shown(drafts.find(draft), form, List.of(), "", EditorDrafts.OVERTAKEN));
        };
    }

    private FunnelEdit.Result edited(MappingDraft draft, StageForm form) {
        var edit = new FunnelEdit(EditorDrafts.funnel(draft), desk.known());
        if (!form.isNew()) {
            return edit.stage(form.was(), form.name(), form.part());
        }
        var result =
                edit.newStage(Optional.of(form.after()).filter(after -> !after.equals(StageForm.FIRST)), form.part());
        return form.after().isEmpty() && !edit.funnel().stages().isEmpty() ? withoutPlace(result) : result;
    }

    private static FunnelEdit.Result withoutPlace(FunnelEdit.Result result) {
        var place = new Problem(
                1, 1, "after", "Nobody has said where it comes.", "Choose the stage that people reach before it.");
        var others = result instanceof FunnelEdit.Result.Refused(var problems) ? problems : List.<Problem>of();
        return new FunnelEdit.Result.Refused(
                Stream.concat(Stream.of(place), others.stream()).toList());
    }

    private List<String> stages(MappingDraft draft) {
        return EditorDrafts.funnel(draft).stages().stream()
                .map(FunnelStage::name)
                .toList();
    }

    private boolean live(String stage) {
        return funnels.active()
                .flatMap(version -> version.funnel().stage(stage))
                .isPresent();
    }

    private static String renaming(StageForm form) {
        return "The name of a stage is a part of the permanent key of its conversions. Under the name “" + form.name()
                + "” everybody who has reached “" + form.was()
                + "” is a new conversion, and is sent once more as far as clicks still count.";
    }

    private Response shown(MappingDraft draft, StageForm form, List<Problem> problems, String warning, String told) {
        return EditorDrafts.answer(
                problems.isEmpty() && told.isEmpty(),
                new stage(
                        drafts.head(draft), StageView.of(form, stages(draft), desk.picks(), problems), warning, told));
    }

    @GET
    @Path("remove-stage")
    public TemplateInstance askToRemoveStage(long draft, @QueryParam("name") @DefaultValue("") String name) {
        var found = drafts.open(draft);
        var funnel = EditorDrafts.funnel(found);
        funnel.stage(name).orElseThrow(NotFoundException::new);
        var mapped = funnel.mappingsOf(name).stream()
                .map(mapping -> names.of(mapping.destination()))
                .toList();
        return new removal(
                drafts.head(found),
                "Remove the stage “" + name + "”?",
                funnel.stages().size() == 1
                        ? "It is the only one, and a funnel has at least one stage: it stays."
                        : (mapped.isEmpty() ? "" : "Its mappings to " + Wording.listed(mapped) + " go with it. ")
                                + "What was sent stays counted; what waits is not sent, once the draft is in force.",
                "/editor/" + draft + "/remove-stage",
                List.of(new Hidden("name", name)),
                "Remove the stage");
    }

    @POST
    @Path("remove-stage")
    public Response removeStage(
            long draft,
            @FormParam("seen") @DefaultValue("0") int seen,
            @FormParam("name") @DefaultValue("") String name) {
        var found = drafts.open(draft);
        return drafts.replaced(
                found, seen, new FunnelEdit(EditorDrafts.funnel(found), Known.NOTHING).withoutStage(name), "removed");
    }

    @GET
    @Path("mapping")
    public TemplateInstance editMapping(
            long draft,
            @QueryParam("stage") @DefaultValue("") String stage,
            @QueryParam("destination") @DefaultValue("") String destination) {
        var found = drafts.open(draft);
        var funnel = EditorDrafts.funnel(found);
        var platform = platform(destination);
        var mapped = mapped(funnel, stage, destination);
        var form = mapped.map(mapping -> MappingForm.of(mapping, EditorDesk.taken(platform)))
                .orElseGet(() -> blank(funnel, stage, platform));
        return view(found, funnel, platform, form, false, mapped, List.of(), 0, "");
    }

    private MappingForm blank(Funnel funnel, String stage, Descriptor platform) {
        funnel.stage(stage).orElseThrow(NotFoundException::new);
        var like = funnel.mappings().stream()
                .filter(mapping -> mapping.destination().equals(platform.id()))
                .findFirst()
                .map(ConversionMapping::consent);
        return MappingForm.blank(
                stage,
                platform.id(),
                Wording.sentence(stage.replace('-', ' ')).replace(".", "") + " to " + names.of(platform.id()),
                EditorDesk.taken(platform),
                like);
    }

    private static Optional<ConversionMapping> mapped(Funnel funnel, String stage, String destination) {
        return funnel.mappingsOf(stage).stream()
                .filter(mapping -> mapping.destination().equals(destination))
                .findFirst();
    }

    private Descriptor platform(String destination) {
        return desk.platform(destination).orElseThrow(NotFoundException::new);
    }

    @POST
    @Path("mapping")
    public Response changeMapping(long draft, MultivaluedMap<String, String> fields) {
        var posted = new Posted(fields);
        var found = drafts.open(draft);
        var funnel = EditorDrafts.funnel(found);
        var form = MappingForm.of(posted);
        var platform = platform(form.destination());
        funnel.stage(form.stage()).orElseThrow(NotFoundException::new);
        var unfolded = posted.flag("unfolded");
        var button = posted.text("do");
        var turn = posted.number("turn") + (button.equals("another") ? 1 : 0);
        var full = form.windowOr(desk.usualWindow(platform, form.action()));
        var result = new FunnelEdit(funnel, desk.known()).mapping(form.stage(), form.destination(), full.part());
        if (!button.equals("save")) {
            var meant = result instanceof FunnelEdit.Result.Changed changed
                    ? mapped(changed.funnel(), form.stage(), form.destination())
                    : Optional.<ConversionMapping>empty();
            return EditorDrafts.answer(
                    true, view(found, funnel, platform, form.after(button), unfolded, meant, List.of(), turn, ""));
        }
        return switch (result) {
            case FunnelEdit.Result.Refused(var problems) ->
                EditorDrafts.answer(
                        false, view(found, funnel, platform, form, unfolded, Optional.empty(), problems, turn, ""));
            case FunnelEdit.Result.Changed changed ->
                drafts.saved(found, posted.number("seen"), changed.document(), "saved")
                        .orElseGet(() -> EditorDrafts.answer(
                                false,
                                view(
                                        drafts.find(draft),
                                        funnel,
                                        platform,
                                        form,
                                        unfolded,
                                        mapped(changed.funnel(), form.stage(), form.destination()),
                                        List.of(),
                                        turn,
                                        EditorDrafts.OVERTAKEN)));
        };
    }

    /**
     * @param unfolded whether somebody wishes to see the whole form
     * @param meant the mapping as far as the form says a whole one
     */
    private mapping view(
            MappingDraft draft,
            Funnel funnel,
            Descriptor platform,
            MappingForm form,
            boolean unfolded,
            Optional<ConversionMapping> meant,
            List<Problem> problems,
            int turn,
            String told) {
        var lags = desk.lags();
        var hints = meant.map(whole -> desk.hints(funnel, whole, lags)).orElse(List.<Hint>of());
        return new mapping(
                drafts.head(draft),
                MappingView.of(form, unfolded, desk.picks(), platform, desk.actions(platform.id()), hints, problems),
                form.stage() + " → " + names.of(platform.id()),
                meant.map(whole -> desk.preview(whole, platform, turn)).orElse(EventPreview.UNFINISHED),
                turn,
                told);
    }

    @GET
    @Path("remove-mapping")
    public TemplateInstance askToRemoveMapping(
            long draft,
            @QueryParam("stage") @DefaultValue("") String stage,
            @QueryParam("destination") @DefaultValue("") String destination) {
        var found = drafts.open(draft);
        mapped(EditorDrafts.funnel(found), stage, destination).orElseThrow(NotFoundException::new);
        return new removal(
                drafts.head(found),
                "Stop sending “" + stage + "” to " + names.of(destination) + "?",
                "What was sent stays counted; what waits is not sent, once the draft is in force.",
                "/editor/" + draft + "/remove-mapping",
                List.of(new Hidden("stage", stage), new Hidden("destination", destination)),
                "Remove the mapping");
    }

    @POST
    @Path("remove-mapping")
    public Response removeMapping(
            long draft,
            @FormParam("seen") @DefaultValue("0") int seen,
            @FormParam("stage") @DefaultValue("") String stage,
            @FormParam("destination") @DefaultValue("") String destination) {
        var found = drafts.open(draft);
        var after = new FunnelEdit(EditorDrafts.funnel(found), Known.NOTHING).withoutMapping(stage, destination);
        return drafts.replaced(found, seen, after, "removed");
    }
}
