package io.downfunnel.platform.microsoft;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/** The same account with hashed identifiers: then Microsoft does not promise any more to drop copies. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class MicrosoftEnhancedContractTest extends MicrosoftContract {

    @Override
    protected Map<String, String> settings(String url) {
        var settings = super.settings(url);
        settings.put("enhanced-conversions", "true");
        return settings;
    }

    /** With a click ID it is dropped all the same; without one nobody says so, and the sandbox counts it twice. */
    @Test
    @Override
    protected void uploading_the_same_event_twice_counts_it_once_or_is_declared_not_to() {
        assertThat(descriptor().can(Capability.DEDUPLICATES)).isFalse();
        visitor()
                .click(
                        "MSCLKID",
                        clickValue(0),
                        advertiser(),
                        Duration.ofDays(3),
                        ",\"emailSha256Google\":\"%s\"".formatted("a".repeat(64)));
        var event = List.of(withoutClick(event(0, action(), Instant.now().minusSeconds(3600))));

        account().upload(event);
        account().upload(event);

        assertThat(counted()).isEqualTo(2);
    }

    @Test
    void a_person_without_a_click_id_is_recognised_by_goals_with_enhanced_conversions_only() {
        var plain = withoutClick(event(0, "46000006", Instant.now().minusSeconds(3600)));

        assertThat(account().upload(List.of(plain)).outcomes().values())
                .singleElement()
                .isInstanceOf(Outcome.Rejected.class);
        assertThat(account().check(Set.of("46000006")))
                .filteredOn(item -> item.name().contains("46000006"))
                .singleElement()
                .satisfies(item -> assertThat(item.state()).isEqualTo(CheckItem.State.WARNING));
    }

    private static ConversionEvent withoutClick(ConversionEvent event) {
        return new ConversionEvent(
                event.key(),
                event.action(),
                event.occurredAt(),
                event.value(),
                Optional.empty(),
                event.email(),
                event.phone(),
                event.consent());
    }
}
