package io.downfunnel.extract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.domain.CrmRecord;
import io.downfunnel.extract.salesforce.Page;
import io.downfunnel.extract.salesforce.SalesforceException;
import io.downfunnel.extract.salesforce.Soql;
import io.downfunnel.store.ExtractionStore.Claim;
import io.downfunnel.store.ExtractionStore.Position;
import io.downfunnel.store.ExtractionStore.Window;

/**
 * Reads a window of a stream page by page and saves each before it asks for the next. The place is always the last saved
 * row: a locator is used while it lives, and missed by nobody when it dies.
 */
final class WindowReader {
    private static final int LARGEST_PAGE = 2000;
    private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
    private static final Set<String> TOO_MUCH_AT_ONCE =
            Set.of("QUERY_TIMEOUT", "QUERY_TOO_COMPLICATED", "OPERATION_TOO_LARGE");

    private final Extraction extraction;
    private final Claim claim;
    private final Question question;
    private Instant watermark;
    private int limit = LARGEST_PAGE;

    WindowReader(Extraction extraction, Claim claim, Question question) {
        this.extraction = extraction;
        this.claim = claim;
        this.question = question;
        this.watermark = claim.watermark();
    }

    /** The end of the last window that was read; sooner than asked for when the query was too much at once. */
    Instant watermark() {
        return watermark;
    }

    /** Opens a window and reads it; where the run is to stop, up to the end of a page, and the next one goes on there. */
    long read(Window window) {
        extraction.store().open(claim, window, question.signature());
        return rows(window, Optional.empty());
    }

    /** Goes on in a window that somebody did not finish. */
    long resume(Window window, Optional<Position> position) {
        return rows(window, position);
    }

    private long rows(Window asked, Optional<Position> position) {
        var window = asked;
        var place = position.map(row -> new Soql.After(row.at(), row.id()));
        long rows = 0;
        for (boolean first = true; ; first = false) {
            Page page;
            try {
                page = query(window, place);
            } catch (SalesforceException e) {
                window = smaller(e, window, place);
                continue;
            }
            expect(window, page, first);
            rows += page.rows().size();
            while (page.locator().isPresent()) {
                place = save(page, place);
                if (!extraction.goesOn()) {
                    return rows;
                }
                var more = more(page.locator().get());
                if (more.isEmpty()) {
                    break;
                }
                page = more.get();
                rows += page.rows().size();
            }
            if (page.locator().isPresent()) {
                continue;
            }
            if (page.size() < limit) {
                finish(page);
                watermark = window.end();
                return rows;
            }
            place = save(page, place);
            if (!extraction.goesOn()) {
                return rows;
            }
        }
    }

    private Page query(Window window, Optional<Soql.After> place) {
        var soql = Soql.page(
                claim.stream().apiName(),
                question.fields(),
                claim.stream().clock(),
                window.start(),
                window.end(),
                question.filter(),
                place,
                limit);
        return extraction.retrying().call(() -> extraction.salesforce().query(soql));
    }

    /** Empty when the locator has died. */
    private Optional<Page> more(String locator) {
        try {
            return Optional.of(
                    extraction.retrying().call(() -> extraction.salesforce().more(locator)));
        } catch (SalesforceException e) {
            if (e.is("INVALID_QUERY_LOCATOR")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The other half is left to the next window. */
    private Window smaller(SalesforceException e, Window window, Optional<Soql.After> place) {
        if (e.is("RESPONSE_TOO_LARGE") && limit > 1) {
            limit /= 2;
            return window;
        }
        var from = place.map(Soql.After::at).orElse(window.start());
        var half = Duration.between(from, window.end()).dividedBy(2);
        if (!TOO_MUCH_AT_ONCE.contains(e.failure().code()) || half.compareTo(SHORTEST_WINDOW) < 0) {
            throw e;
        }
        var shorter = new Window(window.start(), from.plus(half));
        extraction.store().shorten(claim, shorter.end());
        return shorter;
    }

    private void expect(Window window, Page page, boolean first) {
        if (!first) {
            return;
        }
        var stream = claim.stream();
        var total = page.size() < limit
                ? page.size()
                : extraction
                        .retrying()
                        .call(() -> extraction
                                .salesforce()
                                .count(Soql.count(
                                        stream.apiName(),
                                        stream.clock(),
                                        window.start(),
                                        window.end(),
                                        question.filter())));
        extraction.expect(total);
    }

    private Optional<Soql.After> save(Page page, Optional<Soql.After> place) {
        var records = records(page);
        if (records.isEmpty()) {
            throw stuck();
        }
        var last = new Soql.After(records.getLast().stamp(), records.getLast().id());
        if (place.filter(last::equals).isPresent()) {
            throw stuck();
        }
        done(records.size(), extraction.store().save(claim, records));
        return Optional.of(last);
    }

    private void finish(Page page) {
        var records = records(page);
        done(records.size(), extraction.store().finish(claim, records));
    }

    private void done(int read, long saved) {
        extraction.count(claim.stream(), saved);
        extraction.run().progress().advance(read);
    }

    private List<CrmRecord> records(Page page) {
        var records = new ArrayList<CrmRecord>(page.rows().size());
        for (var row : page.rows()) {
            try {
                records.add(extraction.reader().read(claim.stream(), row));
            } catch (CrmReader.UnreadableException e) {
                extraction.warn(claim.stream() + ": " + e.getMessage() + "; such rows were left out");
            }
        }
        return records;
    }

    private SalesforceException stuck() {
        return new SalesforceException(
                "NO_PROGRESS", "Salesforce gives the same page of " + claim.stream() + " again and again");
    }
}
