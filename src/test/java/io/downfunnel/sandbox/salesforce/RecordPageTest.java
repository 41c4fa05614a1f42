package io.downfunnel.sandbox.salesforce;

import com.sforce.ws.ConnectionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;

class RecordPageTest {
    private static Sandbox sandbox;
    private static String lead;

    @BeforeAll
    static void start() throws ConnectionException {
        sandbox = Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(50));
        lead = ForceClient.of(sandbox)
                .connect()
                .query("SELECT Id FROM Lead ORDER BY Id LIMIT 1")
                .getRecords()[0]
                .getId();
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @Test
    void a_link_to_a_record_shows_which_one_it_is() {
        var page = Visitor.to(sandbox).get("/" + lead);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.body()).contains("<h1>Lead " + lead + "</h1>");
        assertThat(Visitor.to(sandbox).get("/" + lead.substring(0, 15)).body()).contains("Lead " + lead);
    }

    @Test
    void a_record_that_is_not_there_says_so() {
        var page = Visitor.to(sandbox).get("/" + RecordId.of("006", 999_999_999));

        assertThat(page.status()).isEqualTo(404);
        assertThat(page.body()).contains("There is no Opportunity");
    }

    @Test
    void only_records_have_a_page() {
        assertThat(RecordPage.serves("/00D5f0000000001EAA")).isFalse();
        assertThat(RecordPage.serves("/00Q5f0000000001EA")).isFalse();
        assertThat(RecordPage.serves("/00Q5f0000000001EAA/view")).isFalse();
    }
}
