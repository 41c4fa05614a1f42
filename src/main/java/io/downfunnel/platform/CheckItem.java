package io.downfunnel.platform;

/**
 * A line of a connection's checklist.
 *
 * @param name what was looked at, in a user's words
 * @param state how it is
 * @param found what we saw
 * @param remedy what to do; empty when nothing is to be done
 */
public record CheckItem(String name, State state, String found, String remedy) {

    public enum State {
        OK,
        WARNING,
        FAILED
    }

    public static CheckItem ok(String name, String found) {
        return new CheckItem(name, State.OK, found, "");
    }

    public static CheckItem warning(String name, String found, String remedy) {
        return new CheckItem(name, State.WARNING, found, remedy);
    }

    public static CheckItem failed(String name, String found, String remedy) {
        return new CheckItem(name, State.FAILED, found, remedy);
    }
}
