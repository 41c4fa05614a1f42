package io.downfunnel.reconcile;

import java.util.List;

/**
 * What was read of an account.
 *
 * @param answered questions that were answered
 * @param rows that were kept
 * @param later questions that the budget had no room for
 * @param troubles what failed, in sentences
 */
public record Reported(int answered, long rows, int later, List<String> troubles) {
    static final Reported BY_ANOTHER_NODE = new Reported(0, 0, 0, List.of("another node is reading it"));

    public Reported {
        troubles = List.copyOf(troubles);
    }
}
