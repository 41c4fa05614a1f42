package io.downfunnel;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailuresDocTest {
    private static final String COMMAND = "./mvnw -q test -Dtest=FailuresDocTest -Ddownfunnel.docs=write";

    @Test
    void the_page_says_what_the_tables_say() throws IOException {
        if ("write".equals(System.getProperty("downfunnel.docs"))) {
            FailuresDoc.write();
        }
        assertThat(Files.readString(FailuresDoc.FILE))
                .as("docs/failures.md is not what the failure tables say any more. Write it anew: " + COMMAND)
                .isEqualTo(FailuresDoc.page());
    }

    @Test
    void every_code_is_on_the_page() {
        var page = FailuresDoc.page();

        FailureTables.all()
                .values()
                .forEach(table -> table.rows().forEach(row -> assertThat(page).contains("`" + row.code() + "`")));
    }
}
