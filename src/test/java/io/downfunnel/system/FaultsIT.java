package io.downfunnel.system;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.downfunnel.system.OurBooks.Standing;

import static org.assertj.core.api.Assertions.assertThat;

/** The same company twice: with vendors on a good day, and with all of them on a bad one. */
class FaultsIT {
    private static final int LEADS = 5_400;
    private static final int TIES = 5_000;
    private static final int LATE = 5;
    private static final int BAD_ROWS = 3;
    /**
     * Leads from LinkedIn alone, so many that a request with as many events as LinkedIn takes is full. They expire before the
     * others, and so go before them.
     */
    private static final int FROM_LINKEDIN = 5_200;

    private static final int FULL = 5_000;
    /** A deal or two may expire still earlier and take a place. */
    private static final int NEARLY_FULL = FULL - 20;

    private static final int SYNCS_TO_THE_END = 6;

    @Test
    void a_bad_day_ends_like_a_good_one_but_for_the_bad_rows_which_are_named(@TempDir Path folder) {
        try (var good = new Installation(folder.resolve("good"), LEADS, 900)
                        .with("DOWNFUNNEL_LINKEDIN_BATCHING", Integer.toString(FULL))
                        .with("DOWNFUNNEL_DELIVER_CLAIM_SIZE", Integer.toString(2 * FULL));
                var bad = new Installation(folder.resolve("bad"), LEADS, 900)
                        .with("DOWNFUNNEL_LINKEDIN_BATCHING", Integer.toString(FULL))
                        .with("DOWNFUNNEL_DELIVER_CLAIM_SIZE", Integer.toString(2 * FULL))
                        .with("DOWNFUNNEL_SALESFORCE_BATCH_SIZE", "500")) {
            var began = Instant.now();
            var late = openLeads(good);
            Stream.of(good, bad)
                    .forEach(one -> qualifiedFromLinkedIn(
                            one, began.minus(Duration.ofDays(89)).plus(Duration.ofHours(2))));
            qualify(good, late, began.minusSeconds(90), began.minusSeconds(90));
            syncToTheEnd(good);
            var badAtLinkedIn = apart(inFullRequests(good));
            var badAtGoogle = someOf(good, "google", 1);

            tie(bad, began.minusSeconds(180));
            qualify(bad, late, began.minusSeconds(90), began.plusSeconds(600));
            refuse(bad, badAtLinkedIn, badAtGoogle);
            troubles(bad);
            syncToTheEnd(bad);
            assertThat(bad.landings())
                    .allSatisfy(fault -> assertThat(fault.path("landed").asInt())
                            .as("landings of %s", fault)
                            .isPositive());
            theTieWasRead(bad);

            // What was late is visible now.
            Stream.of(good, bad).forEach(one -> one.control("clock", "{\"advance\":\"PT20M\"}"));
            syncToTheEnd(good);
            syncToTheEnd(bad);
            theLateOnesAreThere(bad, late);
            allOfThemAreRead(bad);

            var badRows =
                    Stream.concat(badAtLinkedIn.stream(), badAtGoogle.stream()).collect(Collectors.toSet());
            theSameButForTheBadRows(good, bad, badRows, began);
            theBadRowsAreNamed(bad, badAtLinkedIn, badAtGoogle);
            nothingWasTakenInTwice(bad);
            aFullRequestHadTheBadRows(bad, badAtLinkedIn);
        }
    }

    private static void qualifiedFromLinkedIn(Installation installation, Instant at) {
        for (int number = 1; number <= FROM_LINKEDIN; number++) {
            installation.control("salesforce/insert", """
                    {"object":"Lead","at":"%s","fields":{"LastName":"Visitor %d","Company":"Fair %d","Status":"Qualified",
                     "Ad_Consent__c":"Granted","Clicked_At__c":"%s","LI_FAT_ID__c":"0a1b2c3d-4e5f-4a6b-8c7d-%012d"}}""".formatted(
                            at.truncatedTo(ChronoUnit.SECONDS),
                            number,
                            number,
                            at.minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS),
                            number));
        }
    }

    private static void aFullRequestHadTheBadRows(Installation installation, Set<String> badRows) {
        assertThat(inFullRequests(installation))
                .as("events in full requests to LinkedIn")
                .containsAll(badRows);
    }

    /** Keys of what went to LinkedIn with as many others as it takes, in their order. */
    private static List<String> inFullRequests(Installation installation) {
        return installation.database(books -> books.texts("""
                select c.key from conversion c
                  join upload_batch_item i on i.conversion_id = c.id
                  join upload_batch b on b.id = i.batch_id
                 where c.destination = 'linkedin' and b.size >= %d
                 order by b.id, i.ordinal""".formatted(NEARLY_FULL)));
    }

    private static Set<String> apart(List<String> keys) {
        assertThat(keys).hasSizeGreaterThanOrEqualTo(NEARLY_FULL);
        return Stream.iterate(1, position -> position + FULL / BAD_ROWS)
                .limit(BAD_ROWS)
                .map(keys::get)
                .collect(Collectors.toSet());
    }

    private static List<String> openLeads(Installation installation) {
        var ids = ids(
                installation,
                "select Id from Lead where Status = 'Working' and IsConverted = false order by Id limit " + LATE);
        assertThat(ids).hasSize(LATE);
        return ids;
    }

    private static void qualify(Installation installation, List<String> leads, Instant at, Instant visibleAt) {
        leads.forEach(lead -> installation.control("salesforce/update", """
                        {"object":"Lead","id":"%s","fields":{"Status":"Qualified"},"at":"%s","visibleAt":"%s"}""".formatted(
                        lead, at.truncatedTo(ChronoUnit.SECONDS), visibleAt.truncatedTo(ChronoUnit.SECONDS))));
    }

    private static void tie(Installation installation, Instant at) {
        var touched = installation.control("salesforce/touch", """
                {"object":"Lead","count":%d,"at":"%s"}""".formatted(TIES, at.truncatedTo(ChronoUnit.SECONDS)));
        assertThat(touched.path("touched").asInt()).isEqualTo(TIES);
    }

    /** These rows are bad, whatever is done about them. */
    private static void refuse(Installation installation, Set<String> atLinkedIn, Set<String> atGoogle) {
        atLinkedIn.forEach(key -> installation.control("linkedin/refuse-event", "{\"eventId\":\"" + key + "\"}"));
        atGoogle.forEach(key -> installation.faults("""
                {"vendor":"google","kind":"bad-event","path":"ingest","body":"%s","times":1000}""".formatted(key)));
    }

    private static void troubles(Installation installation) {
        installation.faults("""
                [{"vendor":"salesforce","kind":"token-revoked","path":"Soap","after":4},
                 {"vendor":"salesforce","kind":"locator-died","body":"queryMore"},
                 {"vendor":"salesforce","kind":"empty-503","path":"Soap","after":8},
                 {"vendor":"google","kind":"rate-minute","path":"ingest","after":5},
                 {"vendor":"google","kind":"unavailable","path":"ingest","after":15},
                 {"vendor":"linkedin","kind":"rate-minute","path":"conversionEvents"},
                 {"vendor":"linkedin","kind":"unavailable","path":"conversionEvents","after":1}]""");
    }

    private static void syncToTheEnd(Installation installation) {
        for (int sync = 1; sync <= SYNCS_TO_THE_END; sync++) {
            var ended = installation.sync();
            assertThat(ended.printed()).as(ended.said()).isNotEmpty();
            boolean quiet = installation.database(books -> Stream.of("google", "linkedin")
                            .allMatch(name -> books.keys(name, "READY", "IN_FLIGHT", "UNKNOWN")
                                    .isEmpty())
                    && books.keys("google", "ACCEPTED").isEmpty());
            if (quiet && ended.exitCode() != 1) {
                return;
            }
        }
        throw new AssertionError("It does not come to rest");
    }

    private static void theTieWasRead(Installation installation) {
        long tied = installation.database(
                books -> books.count("select count(*) from lead group by modified_at order by 1 desc limit 1"));
        assertThat(tied).as("leads on one stamp").isGreaterThanOrEqualTo(TIES - LATE);
    }

    private static void allOfThemAreRead(Installation installation) {
        var inTheCrm = ids(installation, "select Id, SystemModstamp from Lead");
        var read = installation.database(books -> books.texts("select id from lead where not deleted"));
        assertThat(read).as("leads read").containsExactlyInAnyOrderElementsOf(inTheCrm);
    }

    private static List<String> ids(Installation installation, String soql) {
        return installation
                .control("salesforce/query", "{\"soql\":\"" + soql + "\"}")
                .path("records")
                .findValuesAsText("Id");
    }

    private static void theLateOnesAreThere(Installation installation, List<String> leads) {
        var qualified = installation.database(books -> books.texts("""
                select record_id from stage_event
                 where stage = 'qualified' and object = 'Lead' and withdrawn_at is null"""));
        assertThat(qualified).containsAll(leads);
    }

    private static Set<String> someOf(Installation installation, String destination, int number) {
        var keys = installation.database(
                books -> books.keys(destination, destination.equals("google") ? "VERIFIED" : "ACCEPTED"));
        assertThat(keys).hasSizeGreaterThan(number);
        return keys.stream().sorted().limit(number).collect(Collectors.toSet());
    }

    /** A click whose window closed between the one installation's sync and the other's proves nothing. */
    private static void theSameButForTheBadRows(
            Installation good, Installation bad, Set<String> badRows, Instant began) {
        var onTheGoodDay = states(good, badRows, began);
        assertThat(onTheGoodDay).hasSizeGreaterThan(1_000);
        assertThat(states(bad, badRows, began)).containsExactlyInAnyOrderEntriesOf(onTheGoodDay);
    }

    private static Map<String, String> states(Installation installation, Set<String> badRows, Instant began) {
        var until = Instant.now().plus(20, ChronoUnit.MINUTES);
        var states = new TreeMap<String, String>();
        for (var one : installation.database(OurBooks::standings)) {
            boolean closing = one.expiresAt().isAfter(began) && one.expiresAt().isBefore(until);
            if (!closing && !badRows.contains(one.key())) {
                states.put(one.destination() + " " + one.key(), one.state() + " " + one.reason());
            }
        }
        return states;
    }

    private static void theBadRowsAreNamed(Installation installation, Set<String> atLinkedIn, Set<String> atGoogle) {
        var standings = installation.database(OurBooks::standings);
        assertThat(standings)
                .filteredOn(one ->
                        one.state().equals("NEEDS_YOU") && one.destination().equals("linkedin"))
                .allMatch(one -> !one.reason().isEmpty())
                .extracting(Standing::key)
                .containsExactlyInAnyOrderElementsOf(atLinkedIn);
        assertThat(standings)
                .filteredOn(one -> atGoogle.contains(one.key()))
                .isNotEmpty()
                .allMatch(
                        one -> one.state().equals("NEEDS_YOU") && !one.reason().isEmpty());
    }

    private static void nothingWasTakenInTwice(Installation installation) {
        assertThat(installation
                        .books("google")
                        .at("/totals/receivedMoreThanOnce")
                        .asInt())
                .isZero();
        assertThat(installation
                        .books("linkedin")
                        .at("/totals/receivedMoreThanOnce")
                        .asInt())
                .isZero();
        installation.database(books -> {
            books.areInOrder();
            return null;
        });
    }
}
