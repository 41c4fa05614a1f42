package io.downfunnel.sandbox.linkedin;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static io.downfunnel.sandbox.linkedin.ConversionsVisitor.*;
import static org.assertj.core.api.Assertions.assertThat;

class CountingTest {

    static Sandbox sandbox;
    static ConversionsVisitor linkedIn;

    @BeforeAll
    static void start() {
        sandbox = Visitor.freshSandbox();
        linkedIn = ConversionsVisitor.to(sandbox);
        linkedIn.visitor()
                .click(
                        "LI_FAT_ID",
                        "0c1d2e3f",
                        "510000001",
                        Duration.ofDays(9),
                        ",\"emailSha256Plain\":\"" + EMAIL + "\"");
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Test
    void a_known_member_is_counted_by_hash_or_by_click_id() {
        linkedIn.send(event("hash-1"));
        linkedIn.send(event("click-1")
                .replace("SHA256_EMAIL", "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID")
                .replace(EMAIL, "0c1d2e3f"));

        assertThat(linkedIn.conversion("hash-1").path("counted").asInt()).isEqualTo(1);
        assertThat(linkedIn.conversion("click-1").path("counted").asInt()).isEqualTo(1);
    }

    @Test
    void a_stranger_is_taken_but_not_counted() {
        assertThat(linkedIn.send(event("strange-1").replace(EMAIL, "0".repeat(64)))
                        .status())
                .isEqualTo(201);

        assertThat(linkedIn.conversion("strange-1").path("received").asInt()).isEqualTo(1);
        assertThat(linkedIn.conversion("strange-1").path("counted").asInt()).isZero();
        assertThat(linkedIn.conversion("strange-1").path("reason").asText()).isEqualTo("NO_KNOWN_MEMBER");
    }

    @Test
    void the_same_event_twice_counts_twice() {
        linkedIn.send(event("twice-1"));
        linkedIn.batch(event("twice-1"));

        assertThat(linkedIn.conversion("twice-1").path("counted").asInt()).isEqualTo(2);
        assertThat(linkedIn.visitor()
                        .totals("linkedin")
                        .path("countedMoreThanOnce")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void a_twin_of_the_insight_tag_is_dropped() {
        linkedIn.visitor().control("linkedin/tag-event", "{\"eventId\":\"tag-1\"}");

        assertThat(linkedIn.send(event("tag-1")).status()).isEqualTo(201);

        JsonNode conversion = linkedIn.conversion("tag-1");
        assertThat(conversion.path("counted").asInt()).isZero();
        assertThat(conversion.path("deduplicated").asInt()).isEqualTo(1);
    }

    @Test
    void one_rule_switched_off_refuses_its_events_only() {
        linkedIn.visitor().control("linkedin/rule", "{\"id\":\"30111222\",\"enabled\":false}");

        assertThat(linkedIn.send(event("off-1", "30111222", Duration.ofHours(1)))
                        .status())
                .isEqualTo(400);
        assertThat(linkedIn.send(event("on-1", "30111221", Duration.ofHours(1))).status())
                .isEqualTo(201);
    }
}
