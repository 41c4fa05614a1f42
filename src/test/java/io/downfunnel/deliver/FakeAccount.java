package io.downfunnel.deliver;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

import io.downfunnel.FailureTables;
import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;

/** Says what the test tells it to, and remembers what it was sent. */
final class FakeAccount implements AdAccount {
    final Queue<List<ConversionEvent>> received = new ConcurrentLinkedQueue<>();
    final Queue<List<Adjustment>> adjusted = new ConcurrentLinkedQueue<>();
    Function<List<Adjustment>, Receipt> adjustmentAnswer = FakeAccount::allChanged;
    Function<List<ConversionEvent>, Receipt> answer = FakeAccount::allAccepted;
    final Queue<List<ConversionEvent>> lookedAt = new ConcurrentLinkedQueue<>();
    Function<List<ConversionEvent>, Receipt> look = FakeAccount::allAccepted;
    Function<String, Verdict> verdict = requestId -> new Verdict.Counted(List.of());

    static Receipt allAccepted(List<ConversionEvent> batch) {
        return Receipt.forEach(batch, Optional.of(batch.getFirst().key().value()), event -> new Outcome.Accepted());
    }

    @Override
    public Receipt upload(List<ConversionEvent> batch) {
        received.add(batch);
        return answer.apply(batch);
    }

    @Override
    public Receipt validate(List<ConversionEvent> batch) {
        lookedAt.add(batch);
        return look.apply(batch);
    }

    @Override
    public Receipt adjust(List<Adjustment> batch) {
        adjusted.add(batch);
        return adjustmentAnswer.apply(batch);
    }

    static Receipt allChanged(List<Adjustment> batch) {
        var outcomes = new LinkedHashMap<ConversionKey, Outcome>();
        batch.forEach(one -> outcomes.put(one.key(), new Outcome.Accepted()));
        return new Receipt(Optional.of("change-" + batch.getFirst().key()), outcomes, List.of());
    }

    @Override
    public Verdict verdict(String requestId) {
        return verdict.apply(requestId);
    }

    @Override
    public List<CheckItem> check(Set<String> actions) {
        return List.of();
    }

    @Override
    public void close() {}

    long events() {
        return received.stream().mapToLong(List::size).sum();
    }

    /** Takes one event a request, drops duplicates and gives verdicts, as Google does. */
    OpenAccount likeGoogle(int batching) {
        return open(
                "google",
                batching,
                Set.of(Capability.VERDICTS, Capability.DEDUPLICATES),
                OpenAccount.UnknownOutcome.RESEND);
    }

    /** The same, and it looks at events without taking them in. */
    OpenAccount likeGoogleThatLooks(int batching) {
        return open(
                "google",
                batching,
                Set.of(Capability.VERDICTS, Capability.DEDUPLICATES, Capability.VALIDATES),
                OpenAccount.UnknownOutcome.RESEND);
    }

    /** Takes batches, counts what it gets and says no more, as LinkedIn does. */
    OpenAccount likeLinkedIn(int batching) {
        return open("linkedin", batching, Set.of(), OpenAccount.UnknownOutcome.HOLD);
    }

    /** The same under the name and with the codes of any platform. */
    OpenAccount silent(String name) {
        var open = open(name, 1, Set.of(), OpenAccount.UnknownOutcome.HOLD);
        return new OpenAccount(name, open.descriptor(), this, FailureTables.of(name), open.unknownOutcome());
    }

    /** Takes new values besides, but nothing back. */
    OpenAccount restating(OpenAccount.UnknownOutcome unknown) {
        return open("google", 1, Set.of(Capability.VERDICTS, Capability.DEDUPLICATES, Capability.RESTATES), unknown);
    }

    /** Takes things back besides, another way than its uploads, and says no more of it than its answer. */
    OpenAccount retracting() {
        var taking = open(
                "google",
                1,
                Set.of(Capability.VERDICTS, Capability.DEDUPLICATES, Capability.RESTATES, Capability.RETRACTS),
                OpenAccount.UnknownOutcome.RESEND);
        var apart = new Descriptor.Adjusting(Duration.ofDays(54), Set.of(), "", Set.of(Adjustment.Kind.RETRACTION));
        return new OpenAccount(
                taking.name(), taking.descriptor().with(apart), this, taking.failures(), taking.unknownOutcome());
    }

    /** An answer that is the platform's last word. */
    static Receipt atOnce(List<Adjustment> batch, Outcome outcome) {
        return new Receipt(Optional.empty(), java.util.Map.of(batch.getFirst().key(), outcome), List.of());
    }

    /** Takes changes and gives no verdicts, as Microsoft does. */
    OpenAccount changingWithoutVerdicts() {
        return open(
                "google",
                1,
                Set.of(Capability.DEDUPLICATES, Capability.RESTATES, Capability.RETRACTS),
                OpenAccount.UnknownOutcome.RESEND);
    }

    private OpenAccount open(
            String name, int batching, Set<Capability> capabilities, OpenAccount.UnknownOutcome unknown) {
        var descriptor = new Descriptor(
                name,
                name.equals("google") ? "Google" : "LinkedIn",
                List.of(),
                Set.of(),
                5_000,
                batching,
                new Descriptor.Pace(8, 60_000_000, 100_000_000),
                Duration.ZERO,
                Duration.ofDays(90),
                Duration.ofDays(90),
                capabilities,
                List.of());
        return new OpenAccount(name, descriptor, this, failures(), unknown);
    }

    private static FailureTable failures() {
        return FailureTable.beside(io.downfunnel.platform.linkedin.LinkedIn.class);
    }
}
