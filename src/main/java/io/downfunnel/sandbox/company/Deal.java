package io.downfunnel.sandbox.company;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * An opportunity, as it went.
 *
 * @param states in order, at least one; each is what somebody saved
 * @param clickMapped whether the CRM's conversion mapping copies the lead's click IDs onto it
 */
public record Deal(String name, String currency, List<State> states, boolean clickMapped, Optional<Instant> deletedAt) {

    /** In the order of the pipeline. */
    public enum Stage {
        PROSPECTING("Prospecting", 10),
        DISCOVERY("Discovery", 20),
        QUALIFIED_OPPORTUNITY("Qualified Opportunity", 35),
        PROPOSAL("Proposal", 60),
        NEGOTIATION("Negotiation", 80),
        CLOSED_WON("Closed Won", 100),
        CLOSED_LOST("Closed Lost", 0);

        private final String label;
        private final int probability;

        Stage(String label, int probability) {
            this.label = label;
            this.probability = probability;
        }

        public String label() {
            return label;
        }

        /** In percent. */
        public int probability() {
            return probability;
        }

        public boolean closed() {
            return this == CLOSED_WON || this == CLOSED_LOST;
        }
    }

    /**
     * @param amount in the deal's currency; sometimes unknown, sometimes nonsense
     * @param closeDate typed by hand
     */
    public record State(Instant at, Stage stage, Optional<BigDecimal> amount, LocalDate closeDate) {}

    public Deal {
        states = List.copyOf(states);
    }

    public State latest() {
        return states.getLast();
    }
}
