package io.downfunnel.platform;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Cliff;

import static org.assertj.core.api.Assertions.assertThat;

/** What each platform knows of its own end dates. */
class CliffsOfPlatformsTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 27);

    private static List<Cliff> cliffs(String platform, Map<String, String> settings) {
        return ServiceLoader.load(AdPlatform.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.descriptor().id().equals(platform))
                .flatMap(each -> each.cliffs(new Settings(settings), TODAY).stream())
                .toList();
    }

    @Test
    void the_version_of_linkedin_in_use_ends_on_its_day() {
        assertThat(cliffs("linkedin", Map.of())).singleElement().satisfies(cliff -> {
            assertThat(cliff.what()).isEqualTo("LinkedIn API version 202609");
            assertThat(cliff.on()).isEqualTo(LocalDate.of(2027, 9, 15));
            assertThat(cliff.source()).startsWith("https://learn.microsoft.com/");
        });
        assertThat(cliffs("linkedin", Map.of("version", "202601")).getFirst().distance(TODAY))
                .isEqualTo(Cliff.Distance.NEAR);
        assertThat(cliffs("linkedin", Map.of("version", "202511")).getFirst().distance(TODAY))
                .isEqualTo(Cliff.Distance.OVER);
    }

    @Test
    void a_version_that_is_newer_than_our_table_is_given_the_year_that_the_vendor_promises() {
        assertThat(cliffs("linkedin", Map.of("version", "202611")))
                .singleElement()
                .satisfies(cliff -> {
                    assertThat(cliff.on()).isEqualTo(LocalDate.of(2027, 11, 1));
                    assertThat(cliff.remedy()).contains("not in our table");
                });
    }

    @Test
    void the_google_ads_api_ends_with_its_version_and_the_data_manager_api_has_no_end() {
        assertThat(cliffs("google", Map.of("ads.enabled", "false"))).isEmpty();
        assertThat(cliffs("google", Map.of())).singleElement().satisfies(cliff -> {
            assertThat(cliff.on()).isEqualTo(LocalDate.of(2027, 2, 1));
            assertThat(cliff.distance(TODAY)).isEqualTo(Cliff.Distance.NEAR);
        });
    }

    @Test
    void who_can_be_signed_in_to_says_what_does_not_work_without_each_scope() {
        ServiceLoader.load(AdPlatform.class).stream()
                .flatMap(each -> each.get().signIn().stream())
                .forEach(signIn -> {
                    assertThat(signIn.scopes())
                            .isNotEmpty()
                            .allSatisfy(scope -> assertThat(scope.without()).endsWith("."));
                    assertThat(signIn.missing(java.util.Set.of())).isEqualTo(signIn.scopes());
                });
    }
}
