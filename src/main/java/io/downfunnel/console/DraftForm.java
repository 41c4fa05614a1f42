package io.downfunnel.console;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;

import io.downfunnel.schedule.Drafts;

/**
 * What the editor of a draft brings.
 *
 * @param revision the one that somebody has changed; 0 is none
 * @param from first day to be simulated, as typed
 * @param to last day, as typed
 * @param wish what to do once it is saved
 */
public record DraftForm(
        @FormParam("title") @DefaultValue("") String title,
        @FormParam("document") @DefaultValue("") String document,
        @FormParam("revision") @DefaultValue("0") int revision,
        @FormParam("from") @DefaultValue("") String from,
        @FormParam("to") @DefaultValue("") String to,
        @FormParam("do") @DefaultValue("save") String wish) {

    public DraftForm {
        document = Drafts.lines(document);
        title = Drafts.titled(title);
    }
}
