package io.downfunnel.domain;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The mappings whose conversions may not go freely at present.
 *
 * @param closed at most one for a destination and stage
 * @param ahead ids of the conversions that go ahead of the others all the same
 */
public record MappingGates(List<MappingGate> closed, Set<Long> ahead) {
    public static final MappingGates ALL_OPEN = new MappingGates(List.of(), Set.of());

    public MappingGates {
        closed = List.copyOf(closed);
        ahead = Set.copyOf(ahead);
    }

    /** The closed gate that a conversion stands before; empty when none does. */
    public Optional<MappingGate> before(String destination, String stage) {
        return closed.stream()
                .filter(gate ->
                        gate.destination().equals(destination) && gate.stage().equals(stage))
                .findFirst();
    }
}
