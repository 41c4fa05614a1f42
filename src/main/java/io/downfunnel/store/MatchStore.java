package io.downfunnel.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Lender.Candidate;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.Match.MatchedClick;
import io.downfunnel.domain.Match.Person;
import io.downfunnel.domain.StageEvent;

/** Which stage events are to be matched, the records they may be matched by, and the matches. */
@Singleton
public class MatchStore {

    /** How matches are thought up; touches nothing. */
    public interface Thinking {
        Match match(Funnel funnel, StageEvent event, List<Candidate> candidates);
    }

    /** How many there were of each. */
    public record Saved(int matched, int unmatched) {}

    private record Due(long id, StageEvent event) {}

    private record Made(long id, Match match) {}

    private final Jdbi jdbi;

    public MatchStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public long due() {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from stage_event_due where step = 'match'")
                .mapTo(Long.class)
                .one());
    }

    /** Takes a batch of due stage events, lets them be matched, and passes them on to be decided: one transaction. */
    public Saved match(int limit, FunnelStore funnels, Thinking thinking) {
        return jdbi.inTransaction(handle -> {
            ErasureLock.carrying(handle);
            var claimed = DueEvents.claim(handle, "match", limit);
            if (claimed.length == 0) {
                return new Saved(0, 0);
            }
            var funnel = funnels.active(handle)
                    .map(Funnel.Version::funnel)
                    .orElseGet(() -> new Funnel(List.of(), List.of(), List.of()));
            var candidates = new CandidateReader(handle).candidates(claimed);
            var made = events(handle, claimed).stream()
                    .map(due -> new Made(
                            due.id(),
                            thinking.match(funnel, due.event(), candidates.getOrDefault(due.id(), List.of()))))
                    .toList();
            var better = better(handle, made);
            savePersons(handle, better);
            saveClicks(handle, better);
            DueEvents.add(handle, "convert", claimed);
            var matched =
                    (int) made.stream().filter(each -> each.match().matched()).count();
            return new Saved(matched, made.size() - matched);
        });
    }

    private static List<Due> events(Handle handle, Long[] ids) {
        return handle.createQuery("select * from stage_event where id = any (:ids) order by id")
                .bind("ids", ids)
                .map((row, context) -> new Due(row.getLong("id"), StageEventStore.event(row)))
                .list();
    }

    /** Where what an event was matched by was removed for its age, and nothing has come in its place, its match stays. */
    private static List<Made> better(Handle handle, List<Made> made) {
        var aged = handle.createQuery("""
                        select stage_event_id from stage_match
                         where stage_event_id = any (:ids) and removed_at is not null""")
                .bind("ids", made.stream().map(Made::id).toArray(Long[]::new))
                .mapTo(Long.class)
                .set();
        return made.stream()
                .filter(each -> !aged.contains(each.id()) || each.match().recognises())
                .toList();
    }

    private static void savePersons(Handle handle, List<Made> made) {
        handle.createUpdate("""
                        insert into stage_match (stage_event_id, matched, person_object, person_id, person_rule,
                                                 email_sha256, email_folded_sha256, phone_sha256, test_record, records,
                                                 problem)
                        select id, matched, object, person, rule, email, folded, phone, test_record,
                               cast(records as jsonb), problem
                          from unnest(:ids, :matched, :objects, :persons, :rules, :emails, :folded, :phones, :tests,
                                      :records, :problems)
                               as t(id, matched, object, person, rule, email, folded, phone, test_record, records,
                                    problem)
                        on conflict (stage_event_id) do update
                           set matched = excluded.matched, person_object = excluded.person_object,
                               person_id = excluded.person_id, person_rule = excluded.person_rule,
                               email_sha256 = excluded.email_sha256,
                               email_folded_sha256 = excluded.email_folded_sha256,
                               phone_sha256 = excluded.phone_sha256, test_record = excluded.test_record,
                               records = excluded.records, problem = excluded.problem, matched_at = now(),
                               removed_at = null""")
                .bind("ids", made.stream().map(Made::id).toArray(Long[]::new))
                .bind(
                        "matched",
                        made.stream().map(each -> each.match().matched()).toArray(Boolean[]::new))
                .bind(
                        "objects",
                        persons(made, person -> person.source().object().apiName()))
                .bind("persons", persons(made, person -> person.source().id()))
                .bind("rules", persons(made, person -> person.source().rule().name()))
                .bind(
                        "emails",
                        persons(
                                made,
                                person -> person.email()
                                        .map(HashedIdentifier.Email::sha256)
                                        .orElse(null)))
                .bind(
                        "folded",
                        persons(
                                made,
                                person -> person.email()
                                        .map(HashedIdentifier.Email::gmailFolded)
                                        .orElse(null)))
                .bind(
                        "phones",
                        persons(
                                made,
                                person -> person.phone()
                                        .map(HashedIdentifier.Phone::sha256)
                                        .orElse(null)))
                .bind(
                        "tests",
                        made.stream().map(each -> each.match().testRecord()).toArray(Boolean[]::new))
                .bind(
                        "records",
                        made.stream()
                                .map(each -> FieldsJson.write(each.match().records()))
                                .toArray(String[]::new))
                .bind(
                        "problems",
                        made.stream()
                                .map(each -> each.match().problem().orElse(null))
                                .toArray(String[]::new))
                .execute();
    }

    private static String[] persons(List<Made> made, Function<Person, String> text) {
        return made.stream()
                .map(each -> each.match().person().map(text).orElse(null))
                .toArray(String[]::new);
    }

    private static void saveClicks(Handle handle, List<Made> made) {
        record Row(long event, MatchedClick click) {}
        var rows = made.stream()
                .flatMap(each -> each.match().clicks().stream().map(click -> new Row(each.id(), click)))
                .toList();
        var lent = rows.stream().map(Row::click).toList();
        handle.createUpdate("delete from matched_click where stage_event_id = any (:ids)")
                .bind("ids", made.stream().map(Made::id).toArray(Long[]::new))
                .execute();
        handle.createUpdate("""
                        insert into matched_click (stage_event_id, kind, value, clicked_at, dating, fit, rule,
                                                   source_object, source_id)
                        select * from unnest(:events, :kinds, :values, :instants, :datings, :fits, :rules, :objects,
                                             :sources)""")
                .bind("events", rows.stream().map(Row::event).toArray(Long[]::new))
                .bind("kinds", clicks(lent, click -> click.click().id().kind().name()))
                .bind("values", clicks(lent, click -> click.click().id().value()))
                .bind(
                        "instants",
                        rows.stream()
                                .map(row -> row.click().click().clickedAt())
                                .toArray(Instant[]::new))
                .bind("datings", clicks(lent, click -> click.click().dating().name()))
                .bind("fits", clicks(lent, click -> click.fit().name()))
                .bind("rules", clicks(lent, click -> click.source().rule().name()))
                .bind("objects", clicks(lent, click -> click.source().object().apiName()))
                .bind("sources", clicks(lent, click -> click.source().id()))
                .execute();
    }

    private static String[] clicks(List<MatchedClick> clicks, Function<MatchedClick, String> text) {
        return clicks.stream().map(text).toArray(String[]::new);
    }
}
