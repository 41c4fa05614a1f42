package io.downfunnel.extract;

import java.util.Optional;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PhoneNumberTest {

    @Test
    void the_hash_is_that_of_googles_vector() {
        assertThat(PhoneNumber.hash("+1 (800) 555-0100", Optional.empty())
                        .orElseThrow()
                        .sha256())
                .isEqualTo("fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30");
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource({
        "030 901820, DE, +4930901820",
        "(212) 555-0100, US, +12125550100",
        "020 7946 0958, GB, +442079460958",
        "+49 30 901820, US, +4930901820",
        "0049 30 901820, DE, +4930901820"
    })
    void a_national_number_is_read_in_the_records_country(String number, String region, String e164) {
        assertThat(PhoneNumber.e164(number, Optional.of(region))).contains(e164);
    }

    @Test
    void without_a_country_a_national_number_is_not_guessed() {
        assertThat(PhoneNumber.e164("030 901820", Optional.empty())).isEmpty();
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "-", "n/a", "123", "+0", "call me", "+49 30 90182012345678901234", "++49"})
    void what_cannot_be_dialled_has_no_hash(String number) {
        assertThat(PhoneNumber.hash(number, Optional.of("DE"))).isEmpty();
    }

    @Test
    void a_number_that_is_hashed_already_is_not_hashed_again() {
        var hash = "fb4f73a6ec5fdb7077d564cdd22c3554b43ce49168550c3b12c547b78c517b30";

        assertThat(PhoneNumber.hash(hash, Optional.of("DE")).orElseThrow().sha256())
                .isEqualTo(hash);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "DE, DE",
        "deu, DE",
        "Germany, DE",
        "Deutschland, DE",
        "United States, US",
        "U.S.A., US",
        "uk, GB",
        "Österreich, AT",
        "Schweiz, CH",
        "España, ES",
        "日本, JP"
    })
    void a_country_is_known_by_code_and_by_name(String text, String region) {
        assertThat(Countries.region(text)).contains(region);
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "Atlantis", "XX", "EMEA"})
    void what_is_no_country_is_none(String text) {
        assertThat(Countries.region(text)).isEmpty();
    }

    @Property
    void how_a_number_is_written_makes_no_difference(
            @ForAll("numbers") String number, @ForAll("marks") String mark, @ForAll("regions") String region) {
        var e164 = PhoneNumber.e164(number, Optional.empty());
        var written = new StringBuilder();
        number.chars().forEach(c -> written.append((char) c).append(c == '+' ? "" : mark));

        assertThat(PhoneNumber.e164(written.toString(), Optional.of(region))).isEqualTo(e164);
    }

    @Property
    void what_came_out_goes_in_unchanged(@ForAll("numbers") String number, @ForAll("regions") String region) {
        PhoneNumber.e164(number, Optional.of(region))
                .ifPresent(e164 ->
                        assertThat(PhoneNumber.e164(e164, Optional.empty())).contains(e164));
    }

    @Property
    void whatever_stands_in_the_field_is_a_number_to_be_dialled_from_abroad_or_nothing(@ForAll String text) {
        PhoneNumber.e164(text, Optional.of("DE"))
                .ifPresent(e164 -> assertThat(e164).matches("\\+[1-9]\\d{6,14}"));
        PhoneNumber.hash(text, Optional.empty())
                .ifPresent(hash -> assertThat(hash.sha256()).matches("[0-9a-f]{64}"));
    }

    @Provide
    Arbitrary<String> numbers() {
        return Combinators.combine(
                        Arbitraries.of("+49", "+1", "+44", "+33", "+81", "+39", "+55"),
                        Arbitraries.strings().numeric().ofMinLength(8).ofMaxLength(10))
                .as(String::concat);
    }

    @Provide
    Arbitrary<String> marks() {
        return Arbitraries.of("", " ", "-", ".", "\u00a0");
    }

    @Provide
    Arbitrary<String> regions() {
        return Arbitraries.of("DE", "US", "GB", "JP", "IT");
    }
}
