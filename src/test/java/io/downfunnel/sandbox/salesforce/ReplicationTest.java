package io.downfunnel.sandbox.salesforce;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.sforce.soap.partner.DeletedRecord;
import com.sforce.soap.partner.GetDeletedResult;
import com.sforce.soap.partner.GetUpdatedResult;
import com.sforce.soap.partner.PartnerConnection;
import com.sforce.soap.partner.fault.ApiFault;
import com.sforce.soap.partner.fault.ExceptionCode;
import com.sforce.ws.ConnectionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static io.downfunnel.sandbox.salesforce.ForceClient.calendar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

class ReplicationTest {

    private Sandbox sandbox;
    private ForceClient force;
    private PartnerConnection connection;

    @BeforeEach
    void start() throws ConnectionException {
        sandbox = Visitor.freshSandbox();
        force = ForceClient.of(sandbox);
        connection = force.connect();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void getUpdated_names_what_changed_and_covers_up_to_the_end_asked_for() throws ConnectionException {
        String lead = force.insertLead("Albers");
        Instant end = now();

        GetUpdatedResult updated = updated(end.minus(Duration.ofHours(1)), end);

        assertThat(updated.getIds()).containsExactly(lead);
        assertThat(updated.getLatestDateCovered().toInstant()).isEqualTo(end);
    }

    @Test
    void a_row_of_an_open_transaction_is_invisible_and_holds_back_latestDateCovered() throws ConnectionException {
        Instant begun = now().minusSeconds(300);
        force.control("insert", """
                {"object":"Lead","fields":{"LastName":"Late"},"at":"%s","visibleAfterSeconds":3600}""".formatted(begun));
        force.insertLead("Punctual");

        assertThat(connection.query("SELECT COUNT() FROM Lead").getSize()).isOne();
        assertThat(updated(begun.minusSeconds(60), now()).getLatestDateCovered().toInstant())
                .isEqualTo(begun);

        force.visitor().control("clock", "{\"advance\":\"PT61M\"}");

        String late = "SELECT Id, SystemModstamp FROM Lead WHERE LastName = 'Late'";
        assertThat(connection.query(late).getRecords()).hasSize(1);
        assertThat(connection.query(late).getRecords()[0].getField("SystemModstamp"))
                .isEqualTo(begun.toString().replace("Z", ".000Z"));
        Instant later = connection.getServerTimestamp().getTimestamp().toInstant();
        assertThat(updated(begun.minusSeconds(60), later).getLatestDateCovered().toInstant())
                .isEqualTo(later);
    }

    @Test
    void a_long_transaction_freezes_latestDateCovered_until_it_closes() throws ConnectionException {
        Instant begun = now().minusSeconds(900);
        force.control("open-transaction", "{\"begunAt\":\"" + begun + "\"}");
        assertThat(updated(begun.minusSeconds(60), now()).getLatestDateCovered().toInstant())
                .isEqualTo(begun);

        force.control("close-transactions", "");
        assertThat(updated(begun.minusSeconds(60), now()).getLatestDateCovered().toInstant())
                .isAfter(begun);
    }

    @Test
    void getUpdated_reaches_back_thirty_days_and_wants_its_dates_in_order() {
        assertRefused(() -> updated(now().minus(Duration.ofDays(31)), now()));
        assertRefused(() -> updated(now(), now().minusSeconds(1)));
    }

    @Test
    void getDeleted_knows_deleted_merged_and_purged_records() throws ConnectionException {
        String deleted = force.insertLead("Deleted");
        String merged = force.insertLead("Merged");
        String purged = force.insertLead("Purged");
        String master = force.insertLead("Master");
        force.control("delete", "{\"object\":\"Lead\",\"id\":\"" + deleted + "\"}");
        force.control("merge", "{\"object\":\"Lead\",\"master\":\"%s\",\"losers\":[\"%s\"]}".formatted(master, merged));
        force.control("purge", "{\"object\":\"Lead\",\"id\":\"" + purged + "\"}");

        GetDeletedResult result = deleted(now().minusSeconds(3_600), now().plusSeconds(60));

        assertThat(result.getDeletedRecords())
                .extracting(DeletedRecord::getId)
                .containsExactlyInAnyOrder(deleted, merged, purged);
        assertThat(result.getEarliestDateAvailable().toInstant()).isBefore(now().minus(Duration.ofDays(14)));
        assertThat(connection
                        .queryAll("SELECT Id FROM Lead WHERE IsDeleted = true")
                        .getSize())
                .isEqualTo(2);
        assertThat(connection
                        .queryAll("SELECT Id, MasterRecordId FROM Lead WHERE Id = '" + merged + "'")
                        .getRecords()[0]
                        .getField("MasterRecordId"))
                .isEqualTo(master);
    }

    @Test
    void an_undeleted_record_is_back_with_a_new_stamp() throws ConnectionException {
        String lead = force.insertLead("Phoenix");
        force.control("delete", "{\"object\":\"Lead\",\"id\":\"" + lead + "\"}");
        force.control("undelete", "{\"object\":\"Lead\",\"id\":\"" + lead + "\"}");

        assertThat(connection.query("SELECT Id FROM Lead").getSize()).isOne();
        assertThat(deleted(now().minusSeconds(3_600), now().plusSeconds(60)).getDeletedRecords())
                .isEmpty();
    }

    @Test
    void getDeleted_reaches_back_fifteen_days_and_wants_more_than_a_minute() {
        assertRefused(() -> deleted(now().minus(Duration.ofDays(16)), now()));
        assertRefused(() -> deleted(now().minusSeconds(60), now()));
    }

    private GetUpdatedResult updated(Instant from, Instant to) throws ConnectionException {
        return connection.getUpdated("Lead", calendar(from), calendar(to));
    }

    private GetDeletedResult deleted(Instant from, Instant to) throws ConnectionException {
        return connection.getDeleted("Lead", calendar(from), calendar(to));
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(ApiFault.class))
                .extracting(ApiFault::getExceptionCode)
                .isEqualTo(ExceptionCode.INVALID_REPLICATION_DATE);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
