package io.downfunnel.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * A field of a form as it is drawn.
 *
 * @param id unique on the page, the same whenever the form is drawn anew, so that the keyboard stays where it was
 * @param name under which it is sent; several may share one
 * @param value of one without options
 * @param problems why what it says is refused: causes with remedies
 * @param notes advice about it
 * @param help what belongs there
 */
public record Entry(
        Kind kind,
        String id,
        String name,
        String label,
        String value,
        List<Option> options,
        List<String> problems,
        List<Note> notes,
        String help) {

    public enum Kind {
        TEXT,
        /** Free text, with options proposed. */
        PROPOSED,
        LINES,
        SELECT,
        /** Any of the options. */
        CHECKS,
        /** One of the options, each with what is known of it. */
        RADIOS
    }

    /** @param disabled why it cannot be chosen, shown in its hint */
    public record Option(String value, String text, String hint, boolean chosen, boolean disabled) {}

    /** @param mark whether it is a problem or advice */
    public record Note(RunView.Mark mark, String text) {}

    public Entry {
        options = List.copyOf(options);
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    static Entry text(String name, String label, String value) {
        return new Entry(Kind.TEXT, name, name, label, value, List.of(), List.of(), List.of(), "");
    }

    static Entry lines(String name, String label, Collection<String> values) {
        return new Entry(Kind.LINES, name, name, label, String.join("\n", values), List.of(), List.of(), List.of(), "");
    }

    static Entry select(String name, String label, List<Option> options) {
        return new Entry(Kind.SELECT, name, name, label, "", options, List.of(), List.of(), "");
    }

    static Entry checks(String name, String label, List<Option> options) {
        return new Entry(Kind.CHECKS, name, name, label, "", options, List.of(), List.of(), "");
    }

    static Entry radios(String name, String label, List<Option> options) {
        return new Entry(Kind.RADIOS, name, name, label, "", options, List.of(), List.of(), "");
    }

    static Entry proposed(String name, String label, String value, List<Option> options) {
        return new Entry(Kind.PROPOSED, name, name, label, value, options, List.of(), List.of(), "");
    }

    Entry help(String text) {
        return new Entry(kind, id, name, label, value, options, problems, notes, text);
    }

    Entry troubled(List<String> more) {
        return new Entry(kind, id, name, label, value, options, joined(problems, more), notes, help);
    }

    Entry noted(List<Note> more) {
        return new Entry(kind, id, name, label, value, options, problems, joined(notes, more), help);
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
        return new ArrayList<>(
                new LinkedHashSet<>(Stream.concat(some.stream(), more.stream()).toList()));
    }

    public boolean select() {
        return kind == Kind.SELECT;
    }

    public boolean lines() {
        return kind == Kind.LINES;
    }

    public boolean proposed() {
        return kind == Kind.PROPOSED;
    }

    public boolean checks() {
        return kind == Kind.CHECKS;
    }

    /** Several boxes below one label. */
    public boolean grouped() {
        return kind == Kind.CHECKS || kind == Kind.RADIOS;
    }

    /** Is there more to say of it than what belongs there? */
    boolean remarkable() {
        return !problems.isEmpty() || !notes.isEmpty();
    }

    public boolean invalid() {
        return !problems.isEmpty();
    }

    /** What a reader of the field is told beside it. */
    public String described() {
        return problems.isEmpty() && notes.isEmpty() && help.isEmpty() ? "" : id + "-more";
    }
}
