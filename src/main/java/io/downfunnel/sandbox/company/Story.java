package io.downfunnel.sandbox.company;

import java.util.List;
import java.util.Optional;

/**
 * One firm's way with us: who asked, and the deal that came of it, if any.
 *
 * @param number from 0, in the order in which the stories began
 * @param leads in the order in which they arrived; at least one
 */
public record Story(int number, Firm firm, List<Lead> leads, Optional<Deal> deal) {

    public Story {
        leads = List.copyOf(leads);
    }
}
