package io.downfunnel.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.downfunnel.domain.Invariant;
import io.downfunnel.platform.CheckItem.State;
import io.downfunnel.store.CircuitStore.Endpoint;

/**
 * What turns a line of a checklist red.
 *
 * @param line by its name
 * @param settings that differ from those of an account in order
 * @param because what is done to vendors and records
 * @param state how red: a warning where conversions go their way all the same
 * @param found part of what is said about it
 * @param remedy part of what is to be done
 * @param follows names of other lines that cannot be green then
 */
record Red(
        String line,
        Map<String, String> settings,
        List<Cause> because,
        State state,
        String found,
        String remedy,
        Set<String> follows) {

    /** What goes wrong. */
    sealed interface Cause {
        /** A control call of the sandbox; of path {@code faults}, a fault. */
        record Control(String path, String argument) implements Cause {}

        /** In our own records. */
        record Statement(String sql) implements Cause {}

        /** What a vendor allows for today is used up. */
        record Spent(String connection, Endpoint endpoint) implements Cause {}

        /** Something that must be true of our records is not. */
        record Broken(Invariant invariant) implements Cause {}
    }

    static Red of(String line, Cause... because) {
        return new Red(line, Map.of(), List.of(because), State.OK, "", "", Set.of());
    }

    Red with(String setting, String value) {
        var more = new HashMap<>(settings);
        more.put("downfunnel." + setting, value);
        return new Red(line, Map.copyOf(more), because, state, found, remedy, follows);
    }

    Red failed(String found, String remedy) {
        return new Red(line, settings, because, State.FAILED, found, remedy, follows);
    }

    Red warned(String found, String remedy) {
        return new Red(line, settings, because, State.WARNING, found, remedy, follows);
    }

    Red andSo(String... lines) {
        return new Red(line, settings, because, state, found, remedy, Set.of(lines));
    }

    Set<String> withWhatFollows() {
        var all = new TreeSet<>(follows);
        all.add(line);
        return all;
    }

    @Override
    public String toString() {
        return line + ": " + found;
    }
}
