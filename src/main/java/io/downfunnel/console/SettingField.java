package io.downfunnel.console;

import java.util.List;

/**
 * A setting as a form draws it. Of a secret it knows that it is there, and nothing else.
 *
 * @param id unique on the page
 * @param value as it is shown; empty of a secret
 * @param usual what holds when nothing is entered; empty where nothing does
 * @param options to choose from; empty: any text
 * @param fixed where it is set instead, so that the form does not decide about it; empty: it does
 * @param kept of a secret: since when and by whom it is there; empty: it is not
 * @param carried a secret that was entered and is not saved yet, sealed; empty: none was
 * @param forgotten of a secret that is kept: whether it was ticked to be forgotten
 * @param problems why what was entered is refused
 * @param first whether it is the first one to correct
 */
public record SettingField(
        String id,
        String key,
        String label,
        String help,
        boolean required,
        boolean secret,
        String value,
        String usual,
        List<Entry.Option> options,
        String fixed,
        String kept,
        String carried,
        boolean forgotten,
        List<String> problems,
        boolean first) {

    public boolean invalid() {
        return !problems.isEmpty();
    }
}
