package io.downfunnel.store;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Leaving;
import io.downfunnel.domain.Retention.What;

/**
 * What platforms told of clicks and form responses, once they are old themselves and no record and no match holds them any
 * more: records go first.
 */
@Singleton
public class AgedClickStore {
    private static final int CHUNK = 2_000;

    private static final String CLICKS = """
            from ad_click a
            where <which>
              and not exists (select from matched_click m where m.value = a.value and m.kind = a.kind)""";

    /** Addresses are looked for in all records, so this is asked of many responses at once. */
    private static final String RESPONSES = """
            from form_response f
            where <which>
              and not exists (select from matched_click m where m.value = f.response and m.kind = 'LI_FORM_RESPONSE')
              and not exists (select from lead where li_form_response = f.response)
              and not exists (select from contact where li_form_response = f.response)
              and not exists (select from opportunity where li_form_response = f.response)
              and not f.emails && (select coalesce(array_agg(email_sha256), '{}')
                                     from (select email_sha256 from lead
                                           union all
                                           select email_sha256 from contact) known
                                    where email_sha256 in (select unnest(f.emails) from form_response f where <which>))""";

    private static final String OLD_CLICKS = CLICKS.replace("<which>", "a.day < :before");
    private static final String OLD_RESPONSES = RESPONSES.replace("<which>", "f.day < :before");

    private final Jdbi jdbi;

    public AgedClickStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The clicks of one day: one short transaction.
     *
     * @param after the day before; empty: begins with the oldest
     * @return the day that was looked at; empty when no old one is left
     */
    public Optional<LocalDate> removeClicks(Optional<LocalDate> after, Leaving rule, long run) {
        var next = before(rule)
                .flatMap(before -> jdbi.withHandle(handle -> handle.createQuery(
                                "select min(day) from ad_click where day > :after and day < :before")
                        .bind("after", after.orElse(LocalDate.EPOCH))
                        .bind("before", before)
                        .mapTo(LocalDate.class)
                        .findOne()));
        var ofTheDay = CLICKS.replace("<which>", "a.day = :day");
        next.filter(day -> jdbi.withHandle(handle -> handle.createQuery("select exists (select " + ofTheDay + ")")
                        .bind("day", day)
                        .mapTo(Boolean.class)
                        .one()))
                .ifPresent(day -> jdbi.useTransaction(handle -> {
                    ErasureLock.erasing(handle);
                    int removed = handle.createUpdate("delete " + ofTheDay)
                            .bind("day", day)
                            .execute();
                    RetentionStore.count(handle, run, "clicks", removed);
                }));
        return next;
    }

    /**
     * Some form responses: one short transaction.
     *
     * @return how many went; none are left when it is 0
     */
    public int removeResponses(Leaving rule, long run) {
        var old = before(rule)
                .map(before -> jdbi.withHandle(handle -> handle.createQuery(
                                "select f.response " + OLD_RESPONSES + " order by f.response limit :limit")
                        .bind("before", before)
                        .bind("limit", CHUNK)
                        .mapTo(String.class)
                        .list()))
                .orElse(List.of());
        return old.isEmpty()
                ? 0
                : jdbi.inTransaction(handle -> {
                    ErasureLock.erasing(handle);
                    int removed = handle.createUpdate(
                                    "delete " + RESPONSES.replace("<which>", "f.response = any (:old)"))
                            .bindArray("old", String.class, old)
                            .execute();
                    RetentionStore.count(handle, run, "clicks", removed);
                    return removed;
                });
    }

    /** How many. Those are not among them whose records go in the same night. */
    public Estimate estimate(Leaving rule) {
        return before(rule)
                .map(before -> jdbi.withHandle(handle ->
                        new Estimate(count(handle, OLD_CLICKS, before) + count(handle, OLD_RESPONSES, before), true)))
                .orElse(Estimate.NONE);
    }

    private static long count(Handle handle, String which, LocalDate before) {
        return handle.createQuery("select count(*) " + which)
                .bind("before", before)
                .mapTo(Long.class)
                .one();
    }

    private static Optional<LocalDate> before(Leaving rule) {
        return rule.before(What.IDENTIFIERS)
                .map(at -> at.atOffset(ZoneOffset.UTC).toLocalDate());
    }
}
