package io.downfunnel.extract;

import java.util.Locale;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class EmailAddressTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Cloudy.SanFrancisco+shopping@gmail.com, 223ebda6f6889b1494551ba902d9d381daf2f642bae055888e96343d53e9f9c4",
        "user.name+NYC@Example.com, f109a2a632fbcea5fc82049f50beed3d8621bf9034399f437fb622222acccdac",
        "' Jane.Doe@Example.com ', 86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d",
        "JDoe+ads@example.com, 4ccc84b9a8bb074727bf1bebe6dcbcf9b7610e355e74f621dd1f74a9dacb0278"
    })
    void hashes_are_those_of_googles_vectors(String address, String expected) {
        assertThat(EmailAddress.hash(address).orElseThrow().gmailFolded()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "' Jane.Doe@Example.com ', 86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d",
        "JDoe+ads@example.com, 4ccc84b9a8bb074727bf1bebe6dcbcf9b7610e355e74f621dd1f74a9dacb0278"
    })
    void hashes_are_those_of_linkedins_vectors(String address, String expected) {
        assertThat(EmailAddress.hash(address).orElseThrow().sha256()).isEqualTo(expected);
    }

    @Test
    void only_gmail_is_folded() {
        var gmail = EmailAddress.hash("a.b+c@googlemail.com").orElseThrow();
        var other = EmailAddress.hash("a.b+c@example.com").orElseThrow();

        assertThat(gmail.gmailFolded()).isEqualTo(Sha256.of("ab@googlemail.com"));
        assertThat(gmail.sha256()).isEqualTo(Sha256.of("a.b+c@googlemail.com"));
        assertThat(other.gmailFolded()).isEqualTo(other.sha256());
    }

    @Test
    void an_address_that_is_hashed_already_is_not_hashed_again() {
        var hash = "86E0B9E56C17CC4D12387E1949B85053FBE73BC3CE5A1188713A9D300CC6133D";

        assertThat(EmailAddress.hash(hash).orElseThrow().sha256()).isEqualTo(hash.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(
            strings = {
                "",
                "   ",
                "none",
                "none@none",
                "unknown@unknown.com",
                "n/a",
                "@example.com",
                "jane@",
                "jane@localhost",
                "jane@@example.com",
                "d41d8cd98f00b204e9800998ecf8427e"
            })
    void what_is_no_address_of_a_person_has_no_hash(String text) {
        assertThat(EmailAddress.hash(text)).isEmpty();
    }

    @Test
    void a_turkish_machine_hashes_as_any_other() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.of("tr", "TR"));
            assertThat(EmailAddress.normalise("INFO@EXAMPLE.COM")).isEqualTo("info@example.com");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Property
    void case_and_white_space_make_no_difference(
            @ForAll @AlphaChars @StringLength(min = 2, max = 20) String name, @ForAll("space") String space) {
        assertThat(EmailAddress.hash(space + name.toUpperCase(Locale.ROOT) + "@EXAMPLE.com" + space))
                .isEqualTo(EmailAddress.hash(name.toLowerCase(Locale.ROOT) + "@example.com"));
    }

    @Property
    void normalising_twice_is_normalising_once(@ForAll String text) {
        assertThat(EmailAddress.normalise(EmailAddress.normalise(text))).isEqualTo(EmailAddress.normalise(text));
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<String> space() {
        return net.jqwik.api.Arbitraries.strings()
                .withChars(" \t\n\u00a0\u200b")
                .ofMaxLength(3);
    }

    @Property
    void dots_and_tags_of_gmail_matter_to_linkedin_and_not_to_google(
            @ForAll("dotted") String dotted, @ForAll("tags") String tag, @ForAll("gmail") String domain) {
        var plain = EmailAddress.hash(dotted.replace(".", "") + "@" + domain).orElseThrow();
        var adorned = EmailAddress.hash(dotted + tag + "@" + domain.toUpperCase(Locale.ROOT))
                .orElseThrow();

        assertThat(adorned.gmailFolded()).isEqualTo(plain.gmailFolded());
        assertThat(adorned.sha256().equals(plain.sha256())).isEqualTo((dotted + tag).equals(dotted.replace(".", "")));
    }

    @Property
    void nobody_elses_dots_and_tags_are_touched(@ForAll("dotted") String name, @ForAll("tags") String tag) {
        var hash = EmailAddress.hash(name + tag + "@mail.example.com").orElseThrow();

        assertThat(hash.gmailFolded()).isEqualTo(hash.sha256());
        assertThat(hash.sha256()).isEqualTo(Sha256.of(name + tag + "@mail.example.com"));
    }

    @Property
    void white_space_of_any_kind_makes_no_difference_wherever_it_is(
            @ForAll("dotted") String name, @ForAll("space") String one, @ForAll("space") String other) {
        assertThat(EmailAddress.hash(one + name + other + "@exam" + one + "ple.com" + other))
                .isEqualTo(EmailAddress.hash(name + "@example.com"));
    }

    @Property
    void a_hash_of_a_hash_is_the_hash(@ForAll("dotted") String name) {
        var hash = EmailAddress.hash(name + "@example.com").orElseThrow();

        assertThat(EmailAddress.hash(hash.sha256()).orElseThrow().sha256()).isEqualTo(hash.sha256());
        assertThat(EmailAddress.hash(" " + hash.sha256().toUpperCase(Locale.ROOT))
                        .orElseThrow()
                        .sha256())
                .isEqualTo(hash.sha256());
    }

    @Property
    void whatever_stands_in_the_field_is_a_hash_or_nothing(@ForAll String text) {
        EmailAddress.hash(text).ifPresent(hash -> assertThat(hash.sha256()).matches("[0-9a-f]{64}"));
        EmailAddress.domain(text).ifPresent(domain -> assertThat(domain).doesNotContain("@"));
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<String> dotted() {
        return net.jqwik.api.Arbitraries.strings()
                .withCharRange('a', 'z')
                .ofMinLength(3)
                .ofMaxLength(8)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(parts -> String.join(".", parts))
                .filter(name -> !java.util.Set.of("none", "noemail", "unknown").contains(name.replace(".", "")));
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<String> tags() {
        return net.jqwik.api.Arbitraries.of("", "+ads", "+a.b", "+", "+x+y");
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<String> gmail() {
        return net.jqwik.api.Arbitraries.of("gmail.com", "googlemail.com");
    }
}
