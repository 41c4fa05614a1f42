package io.downfunnel.system;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.report.ExplainStep;
import io.downfunnel.report.Explanation;
import io.downfunnel.report.Explanation.Chapter;
import io.downfunnel.report.ReportConfig;
import io.downfunnel.store.AuditStore;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.JourneyReadStore;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole sandbox company: what became of each of its outcomes, in a sentence, with the evidence behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplainEveryConversionIT {
    /** Words with an underscore in capitals are for programs; a vendor's code may stand in brackets, to be looked up. */
    private static final Pattern CODE = Pattern.compile("\\b[A-Z]+(_[A-Z0-9]+)+\\b");

    private static final Pattern ADDRESS = Pattern.compile("[\\w.%+-]+@[\\w-]+\\.[a-z]{2,}");
    private static final Pattern PHONE = Pattern.compile("\\+\\d{7,}");
    private static final Pattern SECOND_SENTENCE = Pattern.compile("[.!?] \\p{Lu}");
    private static final Pattern LEFT_OVER = Pattern.compile("[{}]|%[sd]|\\bnull\\b|Optional|  |\\.\\.|“”");

    private Installation installation;

    /** @param sent in at least one upload batch */
    private record Row(String key, String destination, boolean sent) {}

    @BeforeAll
    void the_first_sync(@TempDir Path folder) {
        installation = new Installation(folder, 500, 900);
        installation.sync();
    }

    @AfterAll
    void close() {
        installation.close();
    }

    @Test
    void every_conversion_is_explained_in_a_sentence_with_evidence() {
        installation.database(books -> {
            var explain =
                    new ExplainStep(new JourneyReadStore(books.jdbi()), new ReportConfig(ZoneId.of("Europe/Berlin")));
            var rows = rows(books.jdbi());
            var wrong = new ArrayList<String>();
            for (var row : rows) {
                faults(explain, row).forEach(fault -> wrong.add(row.key() + ": " + fault));
            }
            assertThat(rows).hasSizeGreaterThan(300);
            assertThat(wrong).isEmpty();
            return null;
        });
    }

    @Test
    void and_nothing_of_the_company_breaks_an_invariant() {
        installation.database(books -> {
            new FunnelStore(books.jdbi()).keepRows();
            var audits = new AuditStore(books.jdbi());
            audits.know(List.of(
                    new AuditStore.Trait("google", true, true), new AuditStore.Trait("linkedin", false, false)));

            var audit = audits.audit(new Run(1, "test", Progress.unwatched()), any -> Optional.empty());

            assertThat(audit.conversions()).isGreaterThan(300);
            assertThat(audit.broken()).isEmpty();
            return null;
        });
    }

    @Test
    void a_person_who_asks_for_it_is_removed_and_stays_so() {
        var lead = lead(
                "select min(record_id) from conversion where destination = 'google' and state = 'VERIFIED' and stage ="
                        + " 'qualified'");
        var received = received();

        var look = installation.run("erase", lead);
        assertThat(look.printed()).contains("To be removed: ", lead, " Verified", "Nothing was removed yet");
        assertThat(statesOf(lead)).contains("VERIFIED");

        var erased = installation.run("erase", lead, "--yes", "--reason", "asked by letter");
        assertThat(erased.exitCode()).isZero();
        assertThat(erased.printed()).contains("Removed: ", "stays counted there");
        assertThat(statesOf(lead)).containsExactly("ERASED");

        installation.control(
                "salesforce/update", "{\"object\":\"Lead\",\"id\":\"" + lead + "\",\"fields\":{\"Country\":\"Peru\"}}");
        installation.sync();
        assertThat(statesOf(lead)).containsExactly("ERASED");
        assertThat(lead("select concat(gclid, email_sha256, phone_sha256) from lead where id = '" + lead + "'"))
                .isEmpty();
        assertThat(received()).isEqualTo(received);
    }

    private List<Integer> received() {
        var totals = installation.books("google").path("totals");
        return List.of(
                totals.path("eventsReceived").asInt(),
                totals.path("counted").asInt(),
                totals.path("adjustments").asInt());
    }

    private String lead(String sql) {
        return installation.database(books -> books.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).one()));
    }

    private List<String> statesOf(String lead) {
        return installation.database(books -> books.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "select distinct state from conversion where lineage = :lead or record_id = :lead")
                        .bind("lead", lead)
                        .mapTo(String.class)
                        .list()));
    }

    private static List<Row> rows(Jdbi jdbi) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select key, destination,
                               exists (select from upload_batch_item i where i.conversion_id = c.id) as sent
                          from conversion c order by id""")
                .map((row, context) ->
                        new Row(row.getString("key"), row.getString("destination"), row.getBoolean("sent")))
                .list());
    }

    private static List<String> faults(ExplainStep explain, Row row) {
        if (!(explain.explain(row.key()) instanceof ExplainStep.Answer.Story(var story))) {
            return List.of("there is no story of it");
        }
        var its = story.conversions().stream()
                .filter(conversion -> conversion.key().equals(row.key()))
                .toList();
        if (its.size() != 1) {
            return List.of("it is told " + its.size() + " times");
        }
        var faults = new ArrayList<String>();
        faults.addAll(faultsOf(its.getFirst().sentence()));
        if (SECOND_SENTENCE.matcher(its.getFirst().sentence()).find()) {
            faults.add("more than a sentence: " + its.getFirst().sentence());
        }
        faults.addAll(faultsOf(story.sentence()));
        story.timeline().forEach(entry -> {
            faults.addAll(faultsInWords(entry.title()));
            faults.addAll(faultsInWords(entry.detail()));
        });
        faults.addAll(missing(row, story));
        return faults;
    }

    private static List<String> faultsOf(String sentence) {
        var faults = new ArrayList<>(faultsInWords(sentence));
        if (sentence.isBlank() || !sentence.endsWith(".")) {
            faults.add("no sentence: " + sentence);
        }
        return faults;
    }

    private static List<String> faultsInWords(String text) {
        var faults = new ArrayList<String>();
        var withoutBrackets = text.replaceAll("\\([^)]*\\)", "");
        if (CODE.matcher(withoutBrackets).find()) {
            faults.add("a code for programs: " + text);
        }
        if (ADDRESS.matcher(text).find() || PHONE.matcher(text).find()) {
            faults.add("personal data: " + text);
        }
        if (LEFT_OVER.matcher(text).find()) {
            faults.add("something left over: " + text);
        }
        return faults;
    }

    /** The click or why there is none, the CRM record, the decision; and where it was sent, the batch and its answer. */
    private static List<String> missing(Row row, Explanation story) {
        var told = story.timeline().stream().map(Explanation.Entry::chapter).collect(Collectors.toSet());
        var needed = row.sent()
                ? Set.of(Chapter.CRM, Chapter.STAGE, Chapter.MATCH, Chapter.DECISION, Chapter.UPLOAD)
                : Set.of(Chapter.CRM, Chapter.STAGE, Chapter.MATCH, Chapter.DECISION);
        return needed.stream()
                .filter(chapter -> !told.contains(chapter))
                .map(chapter -> "no evidence of “" + chapter.text() + "”")
                .toList();
    }
}
