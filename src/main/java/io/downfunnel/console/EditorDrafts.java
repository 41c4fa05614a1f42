package io.downfunnel.console;

import java.net.URI;
import java.util.Optional;

import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.RedirectionException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.quarkus.qute.TemplateInstance;

import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.MappingDraft;
import io.downfunnel.mappings.FunnelEdit;
import io.downfunnel.mappings.FunnelWriter;
import io.downfunnel.mappings.Known;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.mappings.Reading;
import io.downfunnel.store.DraftStore;

/** The draft that forms write into: found, looked at, saved unless somebody else was faster. */
@Singleton
class EditorDrafts {
    static final String OVERTAKEN =
            "Not saved: somebody else has changed this draft since you opened it. Below is what you filled in, and saving it"
                    + " again puts it into the draft as it is now.";

    private final DraftStore drafts;
    private final EditorDesk desk;
    private final Visitor visitor;

    EditorDrafts(DraftStore drafts, EditorDesk desk, Visitor visitor) {
        this.drafts = drafts;
        this.desk = desk;
        this.visitor = visitor;
    }

    /**
     * What every form knows of its draft.
     *
     * @param comments what saving does to the text; empty where it does nothing
     */
    public record Head(long id, int revision, String title, String comments, String freshness, boolean fresh) {}

    MappingDraft find(long draft) {
        return drafts.find(draft).orElseThrow(NotFoundException::new);
    }

    /** One that may still be changed, and whose text can be read. */
    MappingDraft open(long draft) {
        var found = find(draft);
        if (!found.open() || MappingFile.read(found.document(), Known.NOTHING) instanceof Reading.Refused) {
            throw new RedirectionException(back(draft, ""));
        }
        return found;
    }

    static Funnel funnel(MappingDraft draft) {
        return MappingFile.accepted(draft.document());
    }

    Head head(MappingDraft draft) {
        return new Head(
                draft.id(),
                draft.revision(),
                draft.title(),
                comments(draft),
                desk.freshness(),
                desk.picks().fresh());
    }

    static String comments(MappingDraft draft) {
        return FunnelEdit.hasComments(draft.document())
                ? "Stages and mappings stay as they are. Only the explanations between them (the lines with #) go from the"
                        + " draft’s text when you save a form, which cannot keep them; earlier versions keep theirs."
                : "";
    }

    /** Back to the grid, also where nothing changed. */
    Response replaced(MappingDraft draft, int seen, Funnel after, String told) {
        return after.equals(funnel(draft))
                ? back(draft.id(), "")
                : saved(draft, seen, FunnelWriter.write(after), told).orElseGet(() -> back(draft.id(), "overtaken"));
    }

    /** Empty when somebody else was faster. */
    Optional<Response> saved(MappingDraft draft, int seen, String document, String told) {
        return drafts.save(draft.id(), seen, draft.title(), document, visitor.getName())
                ? Optional.of(back(draft.id(), told))
                : Optional.empty();
    }

    static Response back(long draft, String told) {
        return Response.seeOther(URI.create(
                        Link.to("/editor/" + draft).with("told", told).toString()))
                .build();
    }

    static Response answer(boolean fine, TemplateInstance page) {
        return Response.status(fine ? Response.Status.OK : Response.Status.BAD_REQUEST)
                .type(MediaType.TEXT_HTML)
                .entity(page.render())
                .build();
    }
}
