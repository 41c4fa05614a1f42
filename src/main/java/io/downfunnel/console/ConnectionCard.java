package io.downfunnel.console;

import java.util.List;

import io.downfunnel.platform.CheckItem;

/**
 * A connection on its own page.
 *
 * @param mark how it fares
 * @param how by what it is connected, in a sentence
 * @param granted scopes that were granted
 * @param missing what was not granted and does not work for it, in sentences
 * @param trouble why it does not work, and what to do; empty while it does
 * @param obstacle why nobody can sign in now; empty when somebody can
 * @param button what signing in is called now; empty where there is no way to sign in
 * @param signedIn whether there is something to disconnect
 * @param ties whether conversion actions can be tied to campaigns there
 * @param redirect the address to register with the vendor; empty where there is no way to sign in
 * @param register where to register it
 * @param looked when it was last looked at, and what was found; empty: never
 * @param items a look at it just now; empty: nobody asked for one
 * @param doors what an admin can do about it besides
 * @param gauges how much of a day's requests is used
 */
public record ConnectionCard(
        String id,
        String name,
        RunView.Mark mark,
        String how,
        List<String> granted,
        List<String> missing,
        List<String> trouble,
        String obstacle,
        String button,
        boolean signedIn,
        boolean ties,
        String redirect,
        String register,
        String looked,
        List<Line> items,
        Doors doors,
        List<ConnectionView.BudgetView> gauges) {

    /**
     * @param settings what the way to its settings is called now
     * @param removable whether there is something to forget
     * @param pausable whether there is something to pause
     * @param paused why it is paused, by whom and since when; empty: it is not
     */
    public record Doors(String settings, boolean removable, boolean pausable, String paused) {}

    /** A line of a checklist. */
    public record Line(RunView.Mark mark, String name, String found, String remedy) {
        static Line of(CheckItem item) {
            return new Line(
                    switch (item.state()) {
                        case OK -> RunView.Mark.FINE;
                        case WARNING -> new RunView.Mark("needs-you", "!", "Look at it");
                        case FAILED -> new RunView.Mark("broke", "×", "Red");
                    },
                    item.name(),
                    item.found(),
                    item.remedy());
        }
    }
}
