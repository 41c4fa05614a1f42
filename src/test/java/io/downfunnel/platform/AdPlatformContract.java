package io.downfunnel.platform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.Toy;
import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Descriptor.Identifier;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What an ad platform has to do to be one. Each platform answers these questions against its part of the sandbox. */
public abstract class AdPlatformContract implements AdReportsContract {
    private static final Instant NOW = Instant.now();

    private static Sandbox sandbox;
    private AdAccount account;

    /** Id of the platform, which is also its name in the sandbox. */
    protected abstract String platform();

    /** Of an account in the sandbox. */
    protected abstract Map<String, String> settings(String url);

    /** A conversion action that takes uploads. */
    @Override
    public abstract String action();

    /** Every secret among the settings. */
    protected abstract List<String> secrets();

    /** Whom the ad account's clicks belong to in the sandbox. */
    protected abstract String advertiser();

    @BeforeAll
    static void open() {
        sandbox = Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(300), Toy.services());
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @BeforeEach
    void begin() {
        visitor().control("reset", "");
        account = adPlatform().open(new Settings(settings(sandbox.url())), Clock.systemUTC());
    }

    /** Where the sandbox answers the Google Ads API. */
    protected static String adsEndpoint() {
        return sandbox.adsEndpoint();
    }

    protected static String sandboxUrl() {
        return sandbox.url();
    }

    @AfterEach
    void end() {
        account.close();
    }

    @Test
    void its_failure_table_and_its_settings_are_complete() {
        assertThat(adPlatform().failures().rows()).extracting(FailureRow::code).containsAll(ownCodes());
        assertThat(descriptor().batching()).isLessThanOrEqualTo(descriptor().largestBatch());
        assertThatThrownBy(() -> adPlatform().open(new Settings(Map.of()), Clock.systemUTC()))
                .isInstanceOf(SettingsException.class);
    }

    /** What we ourselves say of a platform that can do what this one can. */
    private Set<String> ownCodes() {
        var codes = new HashSet<>(Set.of("NOT_CONNECTED", "NO_ANSWER", "NODE_LOST"));
        if (descriptor().can(Capability.VERDICTS)) {
            codes.addAll(Set.of("VERDICT_MISSING", "VERDICT_UNCLEAR", "NO_REASON_GIVEN"));
        }
        if (Stream.of(Capability.REPORTS_COST, Capability.REPORTS_COUNTED, Capability.REPORTS_CLICKS)
                .anyMatch(descriptor()::can)) {
            codes.add("REPORT_UNUSABLE");
        }
        if (adPlatform().signIn().isPresent()) {
            codes.addAll(Set.of("SIGN_IN_ENDED", "SIGN_IN_UNREADABLE"));
        }
        return codes;
    }

    @Test
    void every_upload_gets_exactly_one_outcome() {
        var batch = events(0, 7);

        var receipt = account.upload(batch);

        assertThat(receipt.outcomes())
                .containsOnlyKeys(keys(batch))
                .allSatisfy((key, outcome) -> assertThat(outcome).isEqualTo(new Outcome.Accepted()));
        assertThat(received()).isEqualTo(7);
    }

    @Test
    void one_bad_event_does_not_sink_the_batch_for_good() {
        var batch = new ArrayList<>(events(0, 10));
        batch.set(4, badEvent(4));

        var first = account.upload(batch);

        assertThat(first.outcomes().get(batch.get(4).key())).isInstanceOf(Outcome.Rejected.class);
        var spared = batch.stream()
                .filter(event -> first.outcomes().get(event.key()) instanceof Outcome.Spared)
                .toList();
        // All or nothing, or each on its own: a platform does one of the two.
        assertThat(spared.size()).isIn(0, 9);
        if (spared.isEmpty()) {
            assertThat(first.outcomes().values())
                    .filteredOn(outcome -> outcome.equals(new Outcome.Accepted()))
                    .hasSize(9);
        } else {
            assertThat(account.upload(spared).outcomes()).hasSize(9).doesNotContainValue(new Outcome.Spared());
        }
        assertThat(received()).isEqualTo(9);
    }

    @Test
    void an_outage_is_an_exception_and_not_an_outcome() {
        fault("unavailable");

        assertThat(brokenUpload().failure().failureClass()).isEqualTo(FailureClass.TRANSIENT);
    }

    @Test
    void an_answer_that_never_comes_leaves_an_unknown_outcome() {
        fault("drop-after");

        assertThat(brokenUpload().failure().failureClass()).isEqualTo(FailureClass.UNKNOWN_OUTCOME);
        assertThat(received()).isEqualTo(1);
    }

    @Test
    void an_answer_that_is_not_the_vendors_leaves_an_unknown_outcome() {
        fault("html-200");

        assertThat(brokenUpload().failure().failureClass()).isEqualTo(FailureClass.UNKNOWN_OUTCOME);
    }

    @Test
    void where_nobody_listens_nothing_has_left() {
        var nowhere = new LinkedHashMap<String, String>();
        settings("http://127.0.0.1:1").forEach(nowhere::put);
        try (var lost = adPlatform().open(new Settings(nowhere), Clock.systemUTC())) {
            var thrown = catchThrowableOfType(PlatformException.class, () -> lost.upload(events(0, 1)));

            assertThat(thrown.failure().failureClass()).isEqualTo(FailureClass.TRANSIENT);
        }
    }

    @Test
    void a_token_that_is_refused_is_an_authentication_failure() {
        fault("token-revoked", 5);

        assertThat(brokenUpload().failure().failureClass()).isEqualTo(FailureClass.AUTHENTICATION);
    }

    @Test
    void too_many_requests_are_throttling() {
        fault("rate-minute");

        assertThat(brokenUpload().failure().failureClass()).isEqualTo(FailureClass.THROTTLED);
    }

    @Test
    void an_unencrypted_endpoint_elsewhere_is_refused_unless_allowed() {
        var elsewhere = settings("http://ads.example.com");

        assertThatThrownBy(() -> adPlatform().open(new Settings(elsewhere), Clock.systemUTC()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("unencrypted");

        elsewhere.put("allow-plaintext", "true");
        adPlatform().open(new Settings(elsewhere), Clock.systemUTC()).close();
    }

    @Test
    void only_hashed_identifiers_cross_the_wire_and_the_same_event_gives_the_same_bytes() {
        var bodies = said(uploads(), tapped -> {
            var batch = events(0, 3);
            tapped.upload(batch);
            tapped.upload(batch);
        });

        assertThat(bodies).hasSize(2);
        assertThat(bodies.get(0))
                .isEqualTo(bodies.get(1))
                .doesNotContainPattern(address())
                .doesNotContain("\"\"");
        assertThat(bodies.get(0).contains("a".repeat(64)))
                .isEqualTo(descriptor().identifiers().contains(Identifier.EMAIL));
    }

    @Test
    void a_click_id_of_another_platform_is_refused_in_words_and_before_anything_leaves() {
        for (var kind : ClickId.Kind.values()) {
            if (!descriptor().clickIds().contains(kind)) {
                var foreign = with(events(0, 1).getFirst(), new ClickId(kind, "anything"));

                assertThatThrownBy(() -> account.upload(List.of(foreign)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("takes no " + kind);
            }
        }
        assertThat(received()).isZero();
    }

    private static ConversionEvent with(ConversionEvent event, ClickId click) {
        return new ConversionEvent(
                event.key(),
                event.action(),
                event.occurredAt(),
                event.value(),
                Optional.of(click),
                event.email(),
                event.phone(),
                event.consent());
    }

    @Test
    void secrets_and_match_keys_stay_out_of_messages() {
        fault("token-revoked", 5);
        var said = new ArrayList<String>();
        said.add(brokenUpload().toString());
        said.add(account.toString());
        visitor().delete("/__sandbox/faults");
        account.upload(List.of(badEvent(1)))
                .outcomes()
                .values()
                .forEach(outcome ->
                        said.add(((Outcome.Rejected) outcome).failure().toString()));
        account.check(Set.of(action())).forEach(item -> said.add(item.toString()));

        assertThat(said).allSatisfy(text -> {
            assertThat(text).doesNotContain(secrets()).doesNotContain("a".repeat(64));
            assertThat(text).doesNotContain(click(1).value());
        });
    }

    @Test
    void a_full_batch_is_answered_in_full() {
        var batch = events(0, descriptor().largestBatch());

        assertThat(account.upload(batch).outcomes()).containsOnlyKeys(keys(batch));
        assertThat(received()).isEqualTo(batch.size());
    }

    @Test
    protected void uploading_the_same_event_twice_counts_it_once_or_is_declared_not_to() {
        var event = events(0, 1);
        visitor().click(click(0).kind().name(), click(0).value(), advertiser(), Duration.ofDays(3), "");
        account.upload(event);
        account.upload(event);

        if (descriptor().can(Capability.DEDUPLICATES)) {
            Visitor.eventually(() -> totals().path("processing").asInt(0) == 0);
            assertThat(counted()).isEqualTo(1);
        } else {
            assertThat(counted()).isEqualTo(2);
        }
    }

    @Test
    void a_new_value_takes_the_place_of_the_old_one_and_the_count_stays_or_it_is_refused_politely() {
        var event = events(0, 1).getFirst();
        visitor().click(click(0).kind().name(), click(0).value(), advertiser(), Duration.ofDays(3), "");
        account.upload(List.of(event));
        var restated = List.<Adjustment>of(new Adjustment.Restatement(worth(event, "2500.00"), NOW));
        if (!descriptor().can(Capability.RESTATES)) {
            assertThatThrownBy(() -> account.adjust(restated)).isInstanceOf(UnsupportedOperationException.class);
            assertThat(received()).isEqualTo(1);
            return;
        }

        var receipt = account.adjust(restated);

        assertThat(receipt.outcomes()).containsOnly(Map.entry(event.key(), new Outcome.Accepted()));
        Visitor.eventually(() -> totals().path("processing").asInt(0) == 0);
        assertThat(counted()).isEqualTo(1);
        assertThat(new java.math.BigDecimal(countedValue(event.key()))).isEqualByComparingTo("2500");
    }

    @Test
    void the_same_adjustment_gives_the_same_bytes_and_twice_is_as_good_as_once() {
        if (!descriptor().can(Capability.RESTATES)) {
            return;
        }
        var event = events(0, 1).getFirst();
        visitor().click(click(0).kind().name(), click(0).value(), advertiser(), Duration.ofDays(3), "");
        account.upload(List.of(event));
        var restated = List.<Adjustment>of(new Adjustment.Restatement(worth(event, "2500.00"), NOW));
        var bodies = said(adjustments(), tapped -> {
            tapped.adjust(restated);
            tapped.adjust(restated);
        });
        assertThat(bodies).hasSize(2);
        assertThat(bodies.get(0)).isEqualTo(bodies.get(1)).doesNotContainPattern(address());
        Visitor.eventually(() -> totals().path("processing").asInt(0) == 0);
        assertThat(counted()).isEqualTo(1);
        assertThat(new java.math.BigDecimal(countedValue(event.key()))).isEqualByComparingTo("2500");
    }

    @Test
    void a_retraction_is_declared_or_refused_politely() {
        var event = events(0, 1).getFirst();
        visitor().click(click(0).kind().name(), click(0).value(), advertiser(), Duration.ofDays(3), "");
        account.upload(List.of(event));
        var retraction = List.<Adjustment>of(
                new Adjustment.Retraction(event.key(), event.action(), event.occurredAt(), NOW, event.click()));
        if (descriptor().can(Capability.RETRACTS)) {
            // Only what a platform was heard to count is taken back.
            Visitor.eventually(() -> totals().path("processing").asInt(0) == 0);
            assertThat(account.adjust(retraction).outcomes())
                    .containsOnly(Map.entry(event.key(), new Outcome.Accepted()));
            Visitor.eventually(() -> totals().path("processing").asInt(0) == 0);
            assertThat(counted()).isZero();
            return;
        }
        assertThatThrownBy(() -> account.adjust(retraction))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageMatching(".*(takes no c|no conversions back).*");
        assertThat(received()).isEqualTo(1);
    }

    private static ConversionEvent worth(ConversionEvent event, String value) {
        return new ConversionEvent(
                event.key(),
                event.action(),
                event.occurredAt(),
                Optional.of(Money.of(new java.math.BigDecimal(value), "EUR")),
                event.click(),
                event.email(),
                event.phone(),
                event.consent());
    }

    /** By the sandbox's books; only asked of platforms that take new values. */
    protected String countedValue(ConversionKey key) {
        throw new UnsupportedOperationException();
    }

    @Test
    void a_verdict_comes_where_it_is_declared_and_is_refused_politely_elsewhere() {
        visitor().click(click(0).kind().name(), click(0).value(), advertiser(), Duration.ofDays(3), "");
        var receipt = account.upload(events(0, 1));
        if (!descriptor().can(Capability.VERDICTS)) {
            assertThatThrownBy(() -> account.verdict("any")).isInstanceOf(UnsupportedOperationException.class);
            return;
        }
        var requestId = receipt.requestId().orElseThrow();
        Visitor.eventually(() -> !(account.verdict(requestId) instanceof Verdict.Pending));

        assertThat(account.verdict(requestId)).isInstanceOf(Verdict.Counted.class);
        assertThat(account.verdict("never-given")).isInstanceOf(Verdict.Forgotten.class);
    }

    @Test
    void a_look_at_events_leaves_no_trace_where_it_is_declared_and_is_refused_politely_elsewhere() {
        if (!descriptor().can(Capability.VALIDATES)) {
            assertThatThrownBy(() -> account.validate(events(0, 1)))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("without counting it");
            return;
        }
        var batch = new ArrayList<>(events(0, 10));
        assertThat(account.validate(batch).outcomes())
                .containsOnlyKeys(keys(batch))
                .allSatisfy((key, outcome) -> assertThat(outcome).isEqualTo(new Outcome.Accepted()));
        assertThat(account.validate(batch).requestId()).isEmpty();
        batch.set(4, badEvent(4));

        assertThat(account.validate(batch).outcomes().get(batch.get(4).key())).isInstanceOf(Outcome.Rejected.class);
        assertThat(received()).isZero();
    }

    @Test
    void its_checklist_is_green_in_the_sandbox_and_leaves_no_trace_there() {
        assertThat(account.check(Set.of(action())))
                .isNotEmpty()
                .noneMatch(item -> item.state() == CheckItem.State.FAILED);
        assertThat(received()).isZero();
    }

    @Test
    void its_checklist_says_how_to_mend_what_is_red() {
        fault("token-revoked", 9, checks());

        assertThat(account.check(Set.of(action())))
                .filteredOn(item -> item.state() == CheckItem.State.FAILED)
                .isNotEmpty()
                .allMatch(item -> !item.remedy().isBlank());
    }

    @Override
    public final AdAccount account() {
        return account;
    }

    @Override
    public final List<String> actionCategories() {
        return adPlatform().actionCategories();
    }

    @Override
    public final long requestsHeard() {
        return totals().path("requests").asLong();
    }

    /** What goes over the wire to paths with this in them while an account does something, request by request, as text. */
    protected List<String> said(String inPath, Consumer<AdAccount> what) {
        try (var tap = new Tap(sandbox.url());
                var tapped = adPlatform().open(new Settings(settings(tap.url())), Clock.systemUTC())) {
            what.accept(tapped);
            return tap.bodies(inPath);
        }
    }

    /** What betrays an e-mail address in what goes over the wire: in a text, the sign that every address has. */
    protected String address() {
        return "@";
    }

    protected final Visitor visitor() {
        return Visitor.to(sandbox);
    }

    protected final List<ConversionEvent> events(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> event(i, action(), NOW.minus(Duration.ofHours(2)).plusMillis(i)))
                .toList();
    }

    protected final ConversionEvent badEvent(int n) {
        return event(n, action(), NOW.plus(Duration.ofDays(2)));
    }

    protected final ConversionEvent event(int n, String action, Instant occurredAt) {
        return new ConversionEvent(
                ConversionKey.of("00D000000000001EAA", "006" + n, platform(), "won", 1),
                action,
                occurredAt,
                Optional.of(Money.of(new java.math.BigDecimal("1500.00"), "EUR")),
                Optional.of(click(n)),
                Optional.of(new HashedIdentifier.Email("a".repeat(64), "a".repeat(64))),
                descriptor().identifiers().contains(Identifier.PHONE)
                        ? Optional.of(new HashedIdentifier.Phone("b".repeat(64)))
                        : Optional.empty(),
                Consent.UNSPECIFIED);
    }

    protected final ClickId click(int n) {
        return new ClickId(descriptor().clickIds().getFirst(), clickValue(n));
    }

    /** A value of the right shape. */
    protected abstract String clickValue(int n);

    protected final void fault(String kind) {
        fault(kind, 1);
    }

    protected final void fault(String kind, int times) {
        fault(kind, times, uploads());
    }

    private void fault(String kind, int times, String path) {
        visitor().control("faults", """
                {"vendor":"%s","kind":"%s","times":%d,"path":"%s"}""".formatted(platform(), kind, times, path));
    }

    /** Found in the path of uploads, and of nothing else but adjustments. */
    protected abstract String uploads();

    /** Found in the path of what the checklist asks. */
    protected String checks() {
        return uploads();
    }

    /** Found in the path of adjustments. */
    protected String adjustments() {
        return uploads();
    }

    protected final PlatformException brokenUpload() {
        var thrown = catchThrowableOfType(PlatformException.class, () -> account.upload(events(1, 1)));
        assertThat(thrown).isNotNull();
        return thrown;
    }

    protected final com.fasterxml.jackson.databind.JsonNode totals() {
        return visitor().totals(platform());
    }

    /** Events that the sandbox took in. */
    protected abstract long received();

    /** Conversions that the sandbox counts, copies included. */
    protected abstract long counted();

    protected final AdPlatform adPlatform() {
        return ServiceLoader.load(AdPlatform.class, Toy.services()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(platform -> platform.descriptor().id().equals(platform()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public final Descriptor descriptor() {
        return adPlatform().descriptor(new Settings(settings(sandbox.url())));
    }

    private static ConversionKey[] keys(List<ConversionEvent> batch) {
        return batch.stream().map(ConversionEvent::key).toArray(ConversionKey[]::new);
    }

    protected static Failure failureOf(Outcome outcome) {
        return ((Outcome.Rejected) outcome).failure();
    }
}
