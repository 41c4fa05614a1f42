package io.downfunnel.store;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.convert.ConvertStep;
import io.downfunnel.convert.SomePlatforms;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.CrmRecord;
import io.downfunnel.domain.CrmStream;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Move;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.DetectStep;
import io.downfunnel.mappings.Known;
import io.downfunnel.match.MatchStep;
import io.downfunnel.store.ErasureStore.Who;

import static org.assertj.core.api.Assertions.assertThat;

/** A person asks for their data to be removed. */
class ErasureTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant MONDAY = Instant.parse("2026-05-04T09:00:00Z");
    private static final Run RUN = new Run(1, "node-1", Progress.unwatched());
    private static final String GCLID = "TeSt-gClId-1";
    private static final String OTHER_GCLID = "TeSt-gClId-2";
    private static final String HASH = "c".repeat(64);
    private static final String OTHER_HASH = "d".repeat(64);

    private static final CrmRecord.Person PERSON =
            new CrmRecord.Person(Optional.of(new HashedIdentifier.Email(HASH, HASH)), Optional.empty(), false);
    private static final CrmRecord.ClickFields CLICKS =
            new CrmRecord.ClickFields(Map.of(ClickId.Kind.GCLID, GCLID), Optional.empty());

    private final ErasureStore erasures = new ErasureStore(database.jdbi());
    private CrmRows crm;

    @BeforeEach
    void aPersonWhoBoughtAndSomebodyElse() {
        crm = new CrmRows(database.jdbi());
        database.jdbi().useHandle(handle -> handle.execute("truncate erasure, erased_record, ad_account cascade"));
        new FunnelStore(database.jdbi()).put(Funnels.DOCUMENT, Known.NOTHING, "test", "");
        database.jdbi().useHandle(handle -> handle.execute("update mapping_gate set state = 'OPEN'"));
        crm.lead("00Q1", MONDAY)
                .with("gclid", GCLID)
                .with("email", HASH)
                .with("contact", "0031")
                .with("opportunity", "0061")
                .with("status", "Qualified")
                .save();
        crm.status("0171", "00Q1", MONDAY.plusSeconds(3600), "New", "Qualified");
        crm.contact("0031", MONDAY.plusSeconds(7200), GCLID, HASH);
        crm.opportunity("0061", MONDAY.plusSeconds(7200), "Closed Won", "900", Optional.of(GCLID), false);
        crm.stage("0082", "0061", MONDAY.plusSeconds(9000), "Closed Won", "900");
        crm.lead("00Q2", MONDAY)
                .with("gclid", OTHER_GCLID)
                .with("email", OTHER_HASH)
                .with("status", "Qualified")
                .save();
        crm.status("0172", "00Q2", MONDAY.plusSeconds(3600), "New", "Qualified");
        night();
        platformKnows(GCLID);
        platformKnows(OTHER_GCLID);
    }

    private static void platformKnows(String click) {
        database.jdbi()
                .useHandle(handle -> handle.execute("""
                with account as (
                    insert into ad_account (destination, vendor_id, name, zone, currency)
                    values ('google', ?, 'Test', 'UTC', 'EUR') returning id)
                insert into ad_click (ad_account_id, kind, value, day) select id, 'GCLID', ?, '2026-05-04' from account""", "account of " + click.length() + click.hashCode(), click));
    }

    @Test
    void nothing_of_the_person_is_left_anywhere_and_everything_of_the_other_is() {
        assertThat(placesWith(GCLID, HASH)).isNotEmpty();
        var others = placesWith(OTHER_GCLID, OTHER_HASH);

        erase(new Who.ByRecord("00Q1"));

        assertThat(placesWith(GCLID, HASH)).isEmpty();
        assertThat(placesWith(OTHER_GCLID, OTHER_HASH)).isEqualTo(others).isNotEmpty();
        assertThat(texts("select distinct record_id from conversion_moment join conversion using (key)"))
                .containsExactly("00Q2");
    }

    @Test
    void their_deals_go_from_simulations_too() {
        var draft = SomeSimulation.draft(database.jdbi(), "Half the value");
        var theirs = SomeSimulation.done(database.jdbi(), draft, "0061", "Goes with the GCLID …ID-1.");
        var others = SomeSimulation.done(database.jdbi(), draft, "00Q2", "Goes with the GCLID …ID-2.");

        erase(new Who.ByRecord("00Q1"));

        assertThat(samples(theirs)).isZero();
        assertThat(samples(others)).isEqualTo(4);
    }

    private static int samples(long simulation) {
        return new SimulationStore(database.jdbi())
                .find(simulation).orElseThrow().result().orElseThrow().mappings().stream()
                        .mapToInt(mapping -> mapping.samples().size())
                        .sum();
    }

    @Test
    void what_the_platforms_told_of_their_clicks_goes_too() {
        database.jdbi().useHandle(handle -> {
            handle.execute("truncate ad_account cascade");
            handle.execute("insert into ad_account (destination, vendor_id, name, zone, currency)"
                    + " values ('google', '1', 'One', 'UTC', 'EUR')");
            handle.execute(
                    "insert into ad_click (ad_account_id, kind, value, day, account) select id, 'GCLID', value, '2026-05-04', '1'"
                            + " from ad_account, unnest(array[?, ?]) as value",
                    GCLID,
                    OTHER_GCLID);
            handle.execute(
                    "insert into staged_click (epoch, day, kind, value, account, campaign, name)"
                            + " values (1, '2026-05-04', 'GCLID', ?, '1', '7', 'Seven')",
                    GCLID);
        });

        erase(new Who.ByRecord("00Q1"));

        assertThat(placesWith(GCLID, HASH)).isEmpty();
        assertThat(texts("select value from ad_click")).containsExactly(OTHER_GCLID);
    }

    @Test
    void the_conversions_are_removed_with_a_reason_and_keep_their_keys() {
        var keys = texts("select key from conversion order by id");

        var extent = erase(new Who.ByRecord("00Q1"));

        assertThat(extent.records()).containsExactly("00Q1", "0031");
        assertThat(extent.conversionCount()).isEqualTo(3);
        assertThat(texts("select key from conversion order by id")).isEqualTo(keys);
        assertThat(
                        texts(
                                "select distinct state || ' ' || reason || ' ' || explanation from conversion where lineage = '00Q1'"))
                .containsExactly("ERASED ERASED The person's data was removed on request, by anna.");
        assertThat(texts("select state from conversion where lineage = '00Q2' and destination = 'google'"))
                .containsExactly("READY");
        assertThat(texts("select erased_by || ': ' || reason || ' ' || records || ' ' || conversions from erasure"))
                .containsExactly("anna: by letter 2 3");
        assertThat(texts("select detail from invariant_unfolded")).isEmpty();
        assertThat(texts("select who || ' ' || what || ' ' || object || ' ' || details from audit_trail"
                        + " order by id desc limit 1"))
                .singleElement()
                .asString()
                .matches("anna PERSON_ERASED erasure \\d+ 2 records, 3 conversions");
    }

    @Test
    void whichever_record_or_the_address_is_named_it_is_the_same_person() {
        var byLead = erasures.look(new Who.ByRecord("00Q1"));

        assertThat(erasures.look(new Who.ByRecord("0031"))).isEqualTo(byLead);
        assertThat(erasures.look(new Who.ByEmail(new HashedIdentifier.Email(HASH, HASH))))
                .isEqualTo(byLead);
        assertThat(byLead).isPresent();
    }

    @Test
    void looking_changes_nothing() {
        erasures.look(new Who.ByRecord("00Q1"));

        assertThat(placesWith(GCLID, HASH)).isNotEmpty();
        assertThat(texts("select state from conversion where state = 'ERASED'")).isEmpty();
    }

    @Test
    void a_deal_or_a_stranger_is_nobody() {
        assertThat(erasures.erase(RUN, new Who.ByRecord("0061"), "anna", "")).isEmpty();
        assertThat(erasures.erase(RUN, new Who.ByRecord("00Q9"), "anna", "")).isEmpty();
        assertThat(texts("select erased_by from erasure")).isEmpty();
    }

    @Test
    void a_merged_lead_is_the_same_person() {
        crm.lead("00Q3", MONDAY)
                .with("gclid", "TeSt-gClId-3")
                .with("master", "00Q1")
                .with("deleted", true)
                .save();
        night();

        assertThat(erase(new Who.ByRecord("00Q3")).records()).containsExactlyInAnyOrder("00Q1", "00Q3", "0031");

        assertThat(placesWith(GCLID, HASH)).isEmpty();
        assertThat(placesWith("TeSt-gClId-3", HASH)).isEmpty();
    }

    @Test
    void what_the_crm_shows_again_stays_removed() {
        erase(new Who.ByRecord("00Q1"));

        assertThat(leadSeenAgain()).isTrue();
        assertThat(contactSeenAgain()).isTrue();
        assertThat(placesWith(GCLID, HASH)).isEmpty();
        night();
        assertThat(placesWith(GCLID, HASH)).isEmpty();
        assertThat(texts("select distinct state from conversion where lineage = '00Q1'"))
                .containsExactly("ERASED");
    }

    @Test
    void a_stage_that_is_reached_later_makes_a_conversion_that_cannot_be_sent() {
        new FunnelStore(database.jdbi())
                .put(
                        Funnels.DOCUMENT.substring(0, Funnels.DOCUMENT.indexOf("  - name: Won\n")),
                        Known.NOTHING,
                        "test",
                        "");
        database.jdbi().useHandle(handle -> handle.execute("delete from conversion where stage = 'closed-won'"));
        erase(new Who.ByRecord("00Q1"));

        new FunnelStore(database.jdbi()).put(Funnels.DOCUMENT, Known.NOTHING, "test", "");
        database.jdbi().useHandle(handle -> handle.execute("update mapping_gate set state = 'OPEN'"));
        night();

        assertThat(texts("select distinct state || ' ' || reason from conversion where stage = 'closed-won'"))
                .containsExactly("EXCLUDED NO_IDENTIFIER");
    }

    @Test
    void of_a_deal_with_two_persons_only_the_one_with_the_click_takes_it_along() {
        crm.opportunity("0062", MONDAY, "Closed Won", "500", Optional.empty(), false);
        crm.stage("0083", "0062", MONDAY.plusSeconds(9000), "Closed Won", "500");
        crm.contact("0035", MONDAY.minusSeconds(9000), "PriMary-click", "e".repeat(64));
        crm.contact("0036", MONDAY.minusSeconds(9000), null, "f".repeat(64));
        crm.role("00K1", "0062", "0036", MONDAY, false);
        crm.role("00K2", "0062", "0035", MONDAY.plusSeconds(1), true);
        night();

        assertThat(erase(new Who.ByRecord("0036")).conversionCount()).isZero();
        assertThat(erase(new Who.ByRecord("0035")).conversions()).containsKey("google");
    }

    @Test
    void a_node_that_sends_at_that_moment_finds_no_taker_for_its_answer() {
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "update conversion set state = 'IN_FLIGHT', leased_by = 'node-2', leased_until = now() + interval"
                                + " '1 minute', epoch = 7 where lineage = '00Q1' and state = 'READY'"));

        erase(new Who.ByRecord("00Q1"));

        var moved = database.jdbi()
                .inTransaction(handle -> new StateMoves(handle, RUN, Optional.empty())
                        .apply(
                                handle
                                        .createQuery("select id from conversion where lineage = '00Q1'")
                                        .mapTo(Long.class)
                                        .stream()
                                        .map(id -> Move.of(id, 7, ConversionState.ACCEPTED))
                                        .toList()));
        assertThat(moved).isEmpty();
        assertThat(texts("select distinct state from conversion where lineage = '00Q1'"))
                .containsExactly("ERASED");
    }

    private ErasureStore.Extent erase(Who who) {
        return erasures.erase(RUN, who, "anna", "by letter").orElseThrow();
    }

    /** As an extraction saves them when the CRM shows them again with something new. */
    private static boolean leadSeenAgain() {
        return saved(
                CrmStream.LEAD,
                new CrmRecord.Lead(
                        "00Q1",
                        MONDAY,
                        NOW,
                        false,
                        Optional.empty(),
                        Optional.of("Qualified"),
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("0031"),
                        Optional.of("0061"),
                        Optional.empty(),
                        CLICKS,
                        PERSON,
                        Map.of("Country", "DE"),
                        Optional.empty()));
    }

    private static boolean contactSeenAgain() {
        return saved(
                CrmStream.CONTACT,
                new CrmRecord.Contact(
                        "0031",
                        MONDAY,
                        NOW,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        CLICKS,
                        PERSON,
                        Map.of(),
                        Optional.empty()));
    }

    private static boolean saved(CrmStream stream, CrmRecord record) {
        return database.jdbi()
                        .inTransaction(handle -> CrmStore.save(
                                handle,
                                handle.createQuery("select min(id) from organization")
                                        .mapTo(Short.class)
                                        .one(),
                                stream,
                                List.of(record)))
                == 1;
    }

    /** Every table and row of the database that holds one of these texts anywhere. */
    private static List<String> placesWith(String one, String other) {
        return database.jdbi()
                .withHandle(handle -> handle
                        .createQuery("select tablename from pg_tables where schemaname = current_schema() order by 1")
                        .mapTo(String.class)
                        .stream()
                        .flatMap(table -> handle
                                .createQuery(
                                        "select '" + table + ' ' + "' || t::text from \"" + table
                                                + "\" t where t::text like '%' || :one || '%' or t::text like '%' || :other || '%'")
                                .bind("one", one)
                                .bind("other", other)
                                .mapTo(String.class)
                                .list()
                                .stream())
                        .toList());
    }

    private static List<String> texts(String sql) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    private static void night() {
        var funnels = new FunnelStore(database.jdbi());
        new DetectStep(funnels, new StageEventStore(database.jdbi())).run(RUN);
        new MatchStep(funnels, new MatchStore(database.jdbi())).run(RUN);
        new ConvertStep(
                        funnels,
                        new ConversionStore(database.jdbi()),
                        new DueStore(database.jdbi()),
                        Map.of("google", SomePlatforms.GOOGLE, "linkedin", SomePlatforms.LINKEDIN),
                        Clock.fixed(NOW, ZoneOffset.UTC))
                .run(RUN);
    }
}
