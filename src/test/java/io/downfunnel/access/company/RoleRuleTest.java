package io.downfunnel.access.company;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Role;

import static org.assertj.core.api.Assertions.assertThat;

class RoleRuleTest {
    private static final Map<Role, Set<String>> VALUES =
            Map.of(Role.ADMIN, Set.of("a"), Role.MARKETER, Set.of("m", "n"), Role.VIEWER, Set.of("v"));

    private static RoleRule by(String claim) {
        return new RoleRule(claim, VALUES, Optional.empty());
    }

    private static Claims claims(String json) {
        return Claims.parse(json).orElseThrow();
    }

    @Test
    void the_highest_of_several_roles_counts() {
        assertThat(by("roles").of(claims("{\"roles\": [\"v\", \"a\", \"m\"]}"))).contains(Role.ADMIN);
        assertThat(by("roles").of(claims("{\"roles\": \"n\"}"))).contains(Role.MARKETER);
        assertThat(by("roles").of(claims("{\"roles\": [\"A\", \"va\", 7, null]}")))
                .isEmpty();
    }

    @Test
    void a_dot_leads_into_an_object_unless_the_name_itself_has_it() {
        assertThat(by("realm_access.roles").of(claims("{\"realm_access\": {\"roles\": [\"v\"]}}")))
                .contains(Role.VIEWER);
        assertThat(by("https://example.com/roles").of(claims("{\"https://example.com/roles\": [\"v\"]}")))
                .contains(Role.VIEWER);
        assertThat(by("roles.a.b").of(claims("{\"roles\": [\"a\"]}"))).isEmpty();
    }

    @Test
    void somebody_without_any_gets_what_everyone_else_gets() {
        var rule = new RoleRule("roles", VALUES, Optional.of(Role.VIEWER));
        assertThat(rule.of(Claims.NONE)).contains(Role.VIEWER);
        assertThat(rule.of(claims("{\"roles\": [\"m\"]}"))).contains(Role.MARKETER);
    }

    /** Another group more never takes a right away. */
    @Property(tries = 200)
    void more_values_never_mean_less(@ForAll List<String> some, @ForAll List<String> more) {
        var few = by("roles").of(new Claims(Map.of("roles", some)));
        var both = new java.util.ArrayList<>(some);
        both.addAll(more);
        both.add("m");
        var all = by("roles").of(new Claims(Map.of("roles", both))).orElseThrow();
        assertThat(few.map(all::covers)).isNotEqualTo(Optional.of(false));
    }

    @Test
    void a_name_is_what_people_can_see_of_it() {
        assertThat(claims("{\"preferred_username\": \"anna\", \"name\": \"Anna A\"}")
                        .name())
                .contains("anna");
        assertThat(claims("{\"email\": \"x\", \"email_verified\": false, \"name\": \"Anna  A\"}")
                        .name())
                .contains("Anna A");
        assertThat(claims("{\"name\": \"\u200b\u202e \"}").name()).isEmpty();
        assertThat(claims("{\"name\": \"" + "𝒳".repeat(300) + "\"}")
                        .name()
                        .map(name -> name.codePoints().count()))
                .hasValueSatisfying(length -> assertThat(length).isLessThanOrEqualTo(100 - " (company 99)".length()));
        assertThat(claims("{\"name\": 7}").name()).isEmpty();
    }

    @Test
    void what_it_holds_about_people_does_not_show() {
        assertThat(claims("{\"name\": \"anna\"}").toString()).doesNotContain("anna");
    }
}
