package io.downfunnel.access.company;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.domain.Role;

/**
 * What somebody may do here, by what the company says about them.
 *
 * @param claim where that stands
 * @param values which of its values give which role
 * @param otherwise the role of everybody else; empty: none
 */
record RoleRule(String claim, Map<Role, Set<String>> values, Optional<Role> otherwise) {
    RoleRule {
        values = Map.copyOf(values);
    }

    static RoleRule of(OidcConfig config) {
        var values = new EnumMap<Role, Set<String>>(Role.class);
        values.put(Role.ADMIN, set(config.adminValues()));
        values.put(Role.MARKETER, set(config.marketerValues()));
        values.put(Role.VIEWER, set(config.viewerValues()));
        return new RoleRule(config.roleClaim(), values, config.everyoneElse());
    }

    private static Set<String> set(Optional<List<String>> values) {
        return Set.copyOf(values.orElse(List.of()));
    }

    /** The highest that is given; empty: none. */
    Optional<Role> of(Claims claims) {
        var said = claims.values(claim);
        return values.entrySet().stream()
                .filter(role -> role.getValue().stream().anyMatch(said::contains))
                .map(Map.Entry::getKey)
                .max(Role::compareTo)
                .or(() -> otherwise);
    }

    /** Whether one of its values could matter. */
    boolean asks() {
        return values.values().stream().anyMatch(some -> !some.isEmpty());
    }
}
