package io.downfunnel.domain;

import java.util.List;
import java.util.Locale;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConversionKeyTest {

    /** All that a key is made of. */
    record Parts(String organization, String lineage, String destination, String stage, int occurrence) {
        ConversionKey key() {
            return ConversionKey.of(organization, lineage, destination, stage, occurrence);
        }
    }

    /** Once in a database and at the platforms, a key is for ever: this test is never changed. */
    @Test
    void keys_are_what_they_always_were() {
        assertThat(ConversionKey.of("00D000000000001EAA", "00Q000000000001AAA", "google", "qualified", 1)
                        .value())
                .isEqualTo("dfkxcgjfnughrqd645gk4quelakdxjyki3");
        assertThat(ConversionKey.of("00D000000000001EAA", "006000000000042AAA", "linkedin", "Closed won", 2)
                        .value())
                .isEqualTo("dfnwgwlwlyxyg6tl2zc43qnd3qejyc2jyu");
    }

    @Property
    void a_key_is_letters_and_digits_never_a_number_and_short_enough_for_every_platform(@ForAll("parts") Parts parts) {
        assertThat(parts.key().value())
                .matches("[a-z0-9]+")
                .doesNotMatch("\\d+")
                .hasSizeLessThanOrEqualTo(64);
    }

    @Property
    void the_same_parts_make_the_same_key_whatever_the_machine(@ForAll("parts") Parts parts) {
        var before = Locale.getDefault();
        try {
            var here = parts.key();
            Locale.setDefault(Locale.of("tr", "TR"));
            assertThat(parts.key()).isEqualTo(here);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Property
    void other_parts_make_another_key(@ForAll("parts") Parts one, @ForAll("parts") Parts other) {
        assertThat(one.key().equals(other.key())).isEqualTo(one.equals(other));
    }

    /** What stands at the end of one part is not what stands at the beginning of the next. */
    @Property
    void no_part_flows_over_into_its_neighbour(
            @ForAll("texts") String before, @ForAll("texts") String moved, @ForAll("texts") String after) {
        var first = new Parts("o", before + moved, after, "s", 1);
        var second = new Parts("o", before, moved + after, "s", 1);

        assertThat(first.key().equals(second.key())).isEqualTo(first.equals(second));
    }

    @Property
    void a_separator_in_a_part_is_a_letter_like_any_other(
            @ForAll("texts") String one, @ForAll("texts") String other, @ForAll("separators") String separator) {
        var first = new Parts("o", one + separator + other, "d", "s", 1);
        var second = new Parts("o", one, other + separator + "d", "s", 1);

        assertThat(first.key()).isNotEqualTo(second.key());
    }

    @Property
    void nothing_personal_can_be_read_in_a_key(
            @ForAll("names") String name, @ForAll @IntRange(min = 1, max = 9) int n) {
        var key = ConversionKey.of("00D000000000001EAA", name + "@example.com", name, name, n)
                .value();

        assertThat(key).doesNotContainIgnoringCase(name).doesNotContain("@");
    }

    @Provide
    Arbitrary<Parts> parts() {
        return Combinators.combine(
                        texts(),
                        texts(),
                        texts(),
                        texts(),
                        Arbitraries.integers().between(1, 4))
                .as(Parts::new);
    }

    /** Few letters, separators among them, so that much is nearly the same. Half a surrogate pair is no text. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("ab\n\\|:1 ").ofMaxLength(6),
                Arbitraries.strings().ascii().ofMaxLength(40),
                Arbitraries.strings().withCharRange('\u00a0', '\ud7ff').ofMaxLength(10));
    }

    @Provide
    Arbitrary<String> separators() {
        return Arbitraries.of(List.of("\n", "\\n", "\\", "|", ":", "\u0000", "\r\n", "\\\n", " "));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().alpha().ofMinLength(9).ofMaxLength(20);
    }
}
