package io.downfunnel.extract;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.CrmStream;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.salesforce.Described;
import io.downfunnel.extract.salesforce.SalesforceClient;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.extract.salesforce.SalesforceFailures;
import io.downfunnel.extract.salesforce.Soql;
import io.downfunnel.store.CrmStore;
import io.downfunnel.store.ExtractionStore;
import io.downfunnel.store.ExtractionStore.Claim;
import io.downfunnel.store.ExtractionStore.LostClaimException;
import io.downfunnel.store.ExtractionStore.Purpose;
import io.downfunnel.store.ExtractionStore.Window;

/** One extraction from one organisation, by one worker. */
final class Extraction {
    /** Parents before children and leads behind opportunities: see {@link Bounds}. */
    private static final List<CrmStream> ORDER = List.of(
            CrmStream.OPPORTUNITY,
            CrmStream.OPPORTUNITY_HISTORY,
            CrmStream.CONTACT_ROLE,
            CrmStream.CONTACT,
            CrmStream.LEAD,
            CrmStream.LEAD_HISTORY);

    /** A clock that is a little ahead of ours is no sign of a broken mark. */
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final int LOOKS = 300;

    private final ExtractConfig config;
    private final ExtractionStore extraction;
    private final CrmStore crm;
    private final SalesforceClient salesforce;
    private final Funnel funnel;
    private final Run run;
    private final Retrying retrying;
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Map<CrmStream, Long> saved = new EnumMap<>(CrmStream.class);

    private Optional<String> currency = Optional.empty();
    private long expected;
    private short organization;
    private Map<CrmStream, Described> described;
    private Map<CrmStream, Selection> selections;
    private CrmReader reader;

    Extraction(
            ExtractConfig config,
            ExtractionStore extraction,
            CrmStore crm,
            SalesforceClient salesforce,
            Funnel funnel,
            Run run,
            Retrying retrying) {
        this.config = config;
        this.extraction = extraction;
        this.crm = crm;
        this.salesforce = salesforce;
        this.funnel = funnel;
        this.run = run;
        this.retrying = retrying;
    }

    /** What changed since last time, and what was deleted. */
    Extracted changes() {
        prepare();
        var begun = retrying.call(salesforce::now);
        readable().forEach(stream -> claimed(stream, Purpose.CHANGES, beginning(begun), this::readChanges));
        readable().stream()
                .filter(Deletions::concerns)
                .forEach(stream -> claimed(
                        stream,
                        Purpose.DELETIONS,
                        begun.minus(config.overlap()),
                        claim -> readDeletions(claim, begun)));
        return extracted();
    }

    /** Once more what was stamped within so much time before the mark, for what was shown late. */
    Extracted sweep(Duration back) {
        prepare();
        var begun = retrying.call(salesforce::now);
        readable().forEach(stream -> claimed(stream, Purpose.SWEEP, begun.minus(back), claim -> sweep(claim, back)));
        return extracted();
    }

    private void prepare() {
        var org = retrying.call(salesforce::org);
        var known = extraction.recognise(
                config.connection(),
                org.id(),
                org.name(),
                org.multiCurrency(),
                org.currency(),
                Optional.of(org.instance().toString()));
        if (!known.salesforceId().equals(org.id())) {
            throw new SalesforceException(
                    "OTHER_ORGANIZATION",
                    "Behind this connection is the organisation " + org.id() + ", but all that we know is of "
                            + known.salesforceId() + "; the two are not mixed, so nothing was extracted");
        }
        organization = known.id();
        currency = org.currency();
        describe();
    }

    private void describe() {
        described = retrying.call(() -> salesforce.describe(ORDER));
        var clicks = ClickIdFields.of(config.fields());
        selections = new EnumMap<>(CrmStream.class);
        described.forEach((stream, object) -> selections.put(stream, Selection.of(stream, object, clicks, funnel)));
        selections.values().forEach(selection -> {
            warnings.addAll(selection.warnings());
            selection.obstacle().ifPresent(warnings::add);
        });
        reader = new CrmReader(clicks, keptFields(), config.testEmailDomains(), currency);
        ORDER.stream()
                .filter(stream -> !described.containsKey(stream))
                .forEach(stream -> warnings.add("Our user does not see the object " + stream
                        + " at all: nothing of it is extracted. Grant it read access, with View All Records"));
    }

    private Map<CrmStream, Set<String>> keptFields() {
        var kept = new EnumMap<CrmStream, Set<String>>(CrmStream.class);
        selections.forEach((stream, selection) -> kept.put(stream, selection.kept()));
        return kept;
    }

    /** While leads cannot be read, opportunities wait: without their leads they would be taken for unmatched. */
    private List<CrmStream> readable() {
        var readable = EnumSet.noneOf(CrmStream.class);
        selections.forEach((stream, selection) -> {
            if (selection.obstacle().isEmpty()) {
                readable.add(stream);
            }
        });
        if (!readable.contains(CrmStream.LEAD)) {
            readable.remove(CrmStream.OPPORTUNITY);
        }
        return ORDER.stream().filter(readable::contains).toList();
    }

    private Instant beginning(Instant now) {
        return now.atOffset(ZoneOffset.UTC).minus(config.history()).toInstant();
    }

    private interface Work {
        void with(Claim claim);
    }

    boolean goesOn() {
        return run.progress().goesOn();
    }

    private void claimed(CrmStream stream, Purpose purpose, Instant beginning, Work work) {
        if (!goesOn()) {
            return;
        }
        var claim = claim(stream, purpose, beginning);
        if (claim.isEmpty()) {
            warnings.add("Another node has been extracting " + stream + " for minutes; it was left to that node");
            return;
        }
        try {
            work.with(claim.get());
        } catch (LostClaimException e) {
            warnings.add(e.getMessage() + ", since this one was too slow; nothing is lost");
        } finally {
            extraction.release(claim.get());
        }
    }

    private Optional<Claim> claim(CrmStream stream, Purpose purpose, Instant beginning) {
        for (int look = 0; look < LOOKS; look++) {
            var claim = extraction.claim(organization, stream, purpose, run.node(), beginning);
            if (claim.isPresent()) {
                return claim;
            }
            retrying.pause(LOOK_AGAIN, "Another node extracts " + stream);
        }
        return Optional.empty();
    }

    private void readChanges(Claim claim) {
        try {
            readChanges(claim, question(claim.stream()));
        } catch (SalesforceException e) {
            if (!e.is("INVALID_FIELD")) {
                throw e;
            }
            readWithoutHiddenField(claim, e);
        }
    }

    /** Somebody hid a field since we looked: we look again, and do without it. */
    private void readWithoutHiddenField(Claim claim, SalesforceException refusal) {
        var before = selections.get(claim.stream());
        describe();
        var now = selections.get(claim.stream());
        if (now == null || now.obstacle().isPresent() || now.fields().equals(before.fields())) {
            throw refusal;
        }
        readChanges(claim, question(claim.stream()));
    }

    private Question question(CrmStream stream) {
        return Question.of(stream, selections.get(stream).fields(), funnel);
    }

    private void readChanges(Claim claim, Question question) {
        var end = new Bounds(salesforce, retrying, described, config).of(claim.stream());
        requirePast(claim, end);
        var windows = new WindowReader(this, claim, question);
        long rows = 0;
        if (claim.window().isPresent() && claim.fields().containsAll(question.signature())) {
            rows += windows.resume(claim.window().get(), claim.position());
        }
        var start = start(claim, windows.watermark(), end, question);
        var pastIsMissing = start.isBefore(windows.watermark().minus(config.overlap()));
        while (goesOn() && (pastIsMissing || end.isAfter(windows.watermark()))) {
            rows += windows.read(new Window(start, end));
            start = windows.watermark();
            pastIsMissing = false;
        }
        if (rows == 0 && goesOn()) {
            lookWhyNothing(claim.stream(), end);
        }
    }

    /** A field that was not asked for so far has a past too. */
    private Instant start(Claim claim, Instant watermark, Instant end, Question question) {
        if (claim.fields().isEmpty()) {
            return watermark;
        }
        var hidden = new TreeSet<>(claim.fields());
        hidden.removeAll(question.signature());
        hidden.removeAll(described.get(claim.stream()).fields());
        hidden.removeIf(Question::isNoField);
        if (!hidden.isEmpty()) {
            warnings.add(
                    "Our user no longer sees " + claim.stream() + " " + String.join(", ", hidden)
                            + ": records that change from now on lose it here. Grant it read access again in field-level security");
        }
        return claim.fields().containsAll(question.signature()) ? watermark.minus(config.overlap()) : beginning(end);
    }

    private void sweep(Claim claim, Duration back) {
        var mark = extraction.watermark(organization, claim.stream(), Purpose.CHANGES);
        if (mark.isEmpty()) {
            return;
        }
        var windows = new WindowReader(this, claim, question(claim.stream()));
        claim.window().ifPresent(window -> windows.resume(window, claim.position()));
        var end = mark.get();
        for (var start = end.minus(back); goesOn() && start.isBefore(end); start = windows.watermark()) {
            windows.read(new Window(start, end));
        }
    }

    private void readDeletions(Claim claim, Instant now) {
        var deletions = new Deletions(salesforce, retrying, config);
        extraction
                .watermark(organization, claim.stream(), Purpose.CHANGES)
                .flatMap(mark -> deletions.read(claim, mark, now))
                .ifPresent(log -> {
                    log.warning().ifPresent(warnings::add);
                    count(claim.stream(), extraction.delete(claim, log.deletions(), log.watermark()));
                });
    }

    /** A mark that lies ahead would skip everything until then, and look fine (reliability.md EX-19). */
    private void requirePast(Claim claim, Instant end) {
        if (claim.watermark().isAfter(end.plus(config.fallbackLag()).plus(TOLERANCE))) {
            throw new SalesforceException(
                    "MARK_IN_THE_FUTURE",
                    claim.stream() + " is marked as extracted up to " + claim.watermark()
                            + ", which has not come yet. Nothing was extracted; set the mark back in the database");
        }
    }

    /** Rows that we may not see are just absent (salesforce.md §4.5): none at all is worth a second question. */
    private void lookWhyNothing(CrmStream stream, Instant end) {
        if (CrmObject.named(stream.apiName())
                .filter(object -> object != CrmObject.CONTACT)
                .isEmpty()) {
            return;
        }
        var any = Soql.page(
                stream.apiName(),
                List.of("Id"),
                stream.clock(),
                beginning(end),
                end,
                Optional.empty(),
                Optional.empty(),
                1);
        if (crm.any(organization, stream)
                && retrying.call(() -> salesforce.query(any)).rows().isEmpty()) {
            warnings.add("Salesforce shows our user no " + stream
                    + " any more, though it showed some before. Check its View All Records permission");
        } else if (!crm.any(organization, stream)) {
            warnings.add("Salesforce shows our user no " + stream + " since " + beginning(end)
                    + ". If there are some, it lacks the View All Records permission");
        }
    }

    /** Why a part of it had to be left out, for a person to mend. */
    Optional<Failure> obstacle() {
        return selections.values().stream()
                .map(Selection::obstacle)
                .flatMap(Optional::stream)
                .findFirst()
                .map(sentence -> SalesforceFailures.table().of("FIELD_HIDDEN").failure(sentence));
    }

    SalesforceClient salesforce() {
        return salesforce;
    }

    ExtractionStore store() {
        return extraction;
    }

    Retrying retrying() {
        return retrying;
    }

    Run run() {
        return run;
    }

    CrmReader reader() {
        return reader;
    }

    /** There will be so many more. */
    void expect(long more) {
        expected += more;
        run.progress().expect(expected);
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    void count(CrmStream stream, long rows) {
        saved.merge(stream, rows, Long::sum);
    }

    Extracted extracted() {
        return new Extracted(
                saved.getOrDefault(CrmStream.LEAD, 0L),
                saved.getOrDefault(CrmStream.OPPORTUNITY, 0L),
                saved.values().stream().mapToLong(Long::longValue).sum(),
                new ArrayList<>(warnings));
    }
}
