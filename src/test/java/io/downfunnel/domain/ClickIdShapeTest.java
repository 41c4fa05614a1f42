package io.downfunnel.domain;

import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.domain.ClickId.Kind;

import static org.assertj.core.api.Assertions.assertThat;

class ClickIdShapeTest {
    /** Built like real ones, of made-up numbers. */
    private static final String TO_THE_MICROSECOND = "EAIaIQobChMIgICAgICAgAIVAQIDBB0FBgcIEAAYASAAEgIJCvD_BwE";

    private static final String GBRAID = "0AAAAAq1w2E3r4T5y6U7i8_";

    @ParameterizedTest
    @ValueSource(strings = {TO_THE_MICROSECOND, "TeSt-gClId-1", "gclid-of-a-test", "CIb4x9_3uLsCFQ"})
    void a_gclid_that_may_be_one_is_left_in_peace(String value) {
        assertThat(ClickIdShape.flaw(new ClickId(Kind.GCLID, value))).isEmpty();
    }

    @Test
    void blanks_around_it_do_no_harm_and_are_left_out() {
        var padded = new ClickId(Kind.GCLID, " " + TO_THE_MICROSECOND + " ");

        assertThat(ClickIdShape.flaw(padded)).isEmpty();
        assertThat(ClickIdShape.bare(padded).value()).isEqualTo(TO_THE_MICROSECOND);
    }

    @Test
    void a_gclid_in_small_letters_is_damaged() {
        says(Kind.GCLID, TO_THE_MICROSECOND.toLowerCase(Locale.ROOT), "lost its capital or small letters");
        says(Kind.GBRAID, GBRAID.toLowerCase(Locale.ROOT), "lost its capital or small letters");
    }

    @Test
    void a_gclid_that_was_cut_short_is_damaged() {
        says(Kind.GCLID, TO_THE_MICROSECOND.substring(0, TO_THE_MICROSECOND.length() * 2 / 3), "was cut short");
    }

    @Test
    void an_encoded_one_is_damaged() {
        says(Kind.GCLID, TO_THE_MICROSECOND + "%26utm_source%3Dad", "URL-encoded");
        says(Kind.LI_FAT_ID, "abc%2Ddef", "URL-encoded");
    }

    @Test
    void an_msclkid_has_32_hexadecimal_digits() {
        var msclkid = "f894f652ea334e739002f7167ab8f8e3";

        assertThat(ClickIdShape.flaw(new ClickId(Kind.MSCLKID, msclkid))).isEmpty();
        assertThat(ClickIdShape.flaw(new ClickId(Kind.MSCLKID, msclkid.toUpperCase(Locale.ROOT))))
                .isEmpty();
        says(Kind.MSCLKID, "_uet" + msclkid, "_uet before it");
        says(Kind.MSCLKID, msclkid.substring(0, 20), "32 hexadecimal digits");
        says(Kind.MSCLKID, TO_THE_MICROSECOND, "32 hexadecimal digits");
        says(Kind.MSCLKID, msclkid + msclkid, "stands twice");
        says(Kind.MSCLKID, "{msclkid}", "placeholder");
    }

    @Test
    void a_form_response_may_be_written_as_a_urn_and_is_the_same_one() {
        var id = "5f2b6c1e-0a0b-4c0d-9e0f-a1b2c3d4e5f6-5";

        assertThat(ClickIdShape.written(Kind.LI_FORM_RESPONSE, "urn:li:leadGenFormResponse:" + id))
                .isEqualTo(ClickIdShape.written(Kind.LI_FORM_RESPONSE, id))
                .isEqualTo(new ClickId(Kind.LI_FORM_RESPONSE, id));
        assertThat(ClickIdShape.flaw(new ClickId(Kind.LI_FORM_RESPONSE, id))).isEmpty();
        assertThat(ClickIdShape.written(Kind.GCLID, "urn:li:leadGenFormResponse:" + id)
                        .value())
                .startsWith("urn:");
        assertThat(ClickIdShape.written(Kind.LI_FORM_RESPONSE, "urn:li:leadGenFormResponse:")
                        .value())
                .as("an empty id would be none")
                .isEqualTo("urn:li:leadGenFormResponse:");
        says(Kind.LI_FORM_RESPONSE, "urn:li:leadGenForm:8123456", "something else at LinkedIn");
        says(Kind.LI_FORM_RESPONSE, "urn:li:leadGenFormResponse:", "something else at LinkedIn");
        says(Kind.LI_FORM_RESPONSE, "urn%3Ali%3AleadGenFormResponse%3A" + id, "URL-encoded");
        says(Kind.LI_FORM_RESPONSE, id + id, "stands twice");
        says(Kind.LI_FORM_RESPONSE, id.replace("-4c0d", " 4c0d"), "blanks within");
        assertThat(new ClickId(Kind.LI_FORM_RESPONSE, id)).hasToString("LinkedIn form response …f6-5");
    }

    @Test
    void one_that_stands_twice_is_damaged() {
        says(Kind.GCLID, TO_THE_MICROSECOND + TO_THE_MICROSECOND, "stands twice");
        says(
                Kind.LI_FAT_ID,
                "3f2504e0-4f89-41d3-9a0c-0305e82c33013f2504e0-4f89-41d3-9a0c-0305e82c3301",
                "stands twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"undefined", "null", "(not set)", "NULL"})
    void a_placeholder_is_none(String value) {
        says(Kind.GCLID, value, "placeholder");
        says(Kind.LI_FAT_ID, value, "placeholder");
    }

    @Test
    void a_braid_in_the_field_of_the_gclid_is_told() {
        says(Kind.GCLID, GBRAID, "looks like a GBRAID");
    }

    @Test
    void a_gclid_in_the_field_of_a_braid_is_told() {
        says(Kind.WBRAID, TO_THE_MICROSECOND, "looks like a GCLID");
        says(Kind.GBRAID, TO_THE_MICROSECOND, "looks like a GCLID");
    }

    @Test
    void characters_that_no_click_id_has_are_told() {
        says(Kind.GCLID, "Ab=cd", "characters");
    }

    @Test
    void linkedin_documents_no_form_and_we_demand_none() {
        assertThat(ClickIdShape.flaw(new ClickId(Kind.LI_FAT_ID, "3f2504e0-4f89-41d3-9a0c-0305e82c3301")))
                .isEmpty();
        assertThat(ClickIdShape.flaw(new ClickId(Kind.LI_FAT_ID, "whatever.it~is")))
                .isEmpty();
    }

    private static void says(Kind kind, String value, String words) {
        assertThat(ClickIdShape.flaw(new ClickId(kind, value)))
                .hasValueSatisfying(flaw -> assertThat(flaw).contains(words));
    }
}
