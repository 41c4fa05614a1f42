package io.downfunnel.mappings;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.CrmObject;

/**
 * What a mapping file is checked against.
 *
 * @param fields API names by object; an object that is missing could not be asked
 * @param accounts by the name of the destination; empty when nothing is known about destinations
 */
public record Known(Map<CrmObject, Set<String>> fields, Map<String, Account> accounts) {

    /**
     * @param identifiers what the platform takes; empty when that is not known
     * @param actions ids of the account's conversion actions; empty when the account could not be asked
     * @param changes what can be changed there about a conversion that is counted: {@code RESTATE}, {@code RETRACT}
     */
    public record Account(Set<Identifier> identifiers, Optional<Set<String>> actions, Set<Change> changes) {
        public Account {
            identifiers = Set.copyOf(identifiers);
            actions = actions.map(Set::copyOf);
            changes = Set.copyOf(changes);
        }

        /** One at which everything can be changed. */
        public Account(Set<Identifier> identifiers, Optional<Set<String>> actions) {
            this(identifiers, actions, Set.of(Change.RESTATE, Change.RETRACT));
        }
    }

    /** Nothing can be checked but the file itself. */
    public static final Known NOTHING = new Known(Map.of(), Map.of());

    public Known {
        fields = Map.copyOf(fields);
        accounts = Map.copyOf(accounts);
    }
}
