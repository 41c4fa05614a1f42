package io.downfunnel.sandbox.salesforce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.downfunnel.Needs;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;

/** A foreign client agrees that this is a Salesforce. */
@Needs(Needs.Program.NPM)
class JsforceTest {

    private static final Path SOURCES = Path.of("src/test/js/jsforce");
    private static final Path WORKPLACE = Path.of("target/jsforce");

    @Test
    void jsforce_signs_in_queries_page_by_page_and_describes() throws IOException {
        install();
        try (Sandbox sandbox =
                Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(2_500))) {
            var account = sandbox.accounts().salesforce();
            String said = run("node", "visit.js", sandbox.url(), account.clientId(), account.clientSecret());
            JsonNode report = Visitor.parsed(said.lines().toList().getLast());

            assertThat(report.path("organization").asText()).isEqualTo(account.organizationId());
            assertThat(report.path("identity").asText()).isEqualTo(account.organizationId());
            assertThat(report.path("total").asInt()).isGreaterThan(2_000);
            assertThat(report.path("pages").get(0).asInt()).isEqualTo(2_000);
            assertThat(report.path("distinct").asInt())
                    .isEqualTo(report.path("total").asInt());
            assertThat(report.path("firstRecord")
                            .path("attributes")
                            .path("type")
                            .asText())
                    .isEqualTo("Lead");
            assertThat(report.path("contactEmail").asText()).contains("@");
            assertThat(texts(report.path("leadFields"))).contains("GCLID__c", "Status", "SystemModstamp");
            assertThat(texts(report.path("statuses"))).contains("Qualified");
            assertThat(texts(report.path("objects"))).contains("Lead", "OpportunityHistory");
            assertThat(report.path("soapUser").asText()).isEqualTo(account.username());
            assertThat(report.path("soapTime").asText()).isNotEmpty();
            assertThat(report.path("usage").path("used").asInt()).isPositive();
            assertThat(report.path("complaint").asText()).isEqualTo("INVALID_FIELD");
        }
    }

    /** Below target, so that the sources stay as they are; a finished installation is used again. */
    private static void install() throws IOException {
        Files.createDirectories(WORKPLACE);
        for (String file : List.of("package.json", "package-lock.json", "visit.js")) {
            Files.write(WORKPLACE.resolve(file), Files.readAllBytes(SOURCES.resolve(file)));
        }
        Path installed = WORKPLACE.resolve("installed");
        String lock = Files.readString(SOURCES.resolve("package-lock.json"));
        if (!Files.exists(installed) || !Files.readString(installed).equals(lock)) {
            run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
            Files.writeString(installed, lock);
        }
    }

    private static String run(String... command) {
        Path output = WORKPLACE.resolve(command[0] + ".log").toAbsolutePath();
        try {
            Process process = new ProcessBuilder(
                            windows()
                                    ? Stream.concat(Stream.of("cmd", "/c"), Stream.of(command))
                                            .toList()
                                    : List.of(command))
                    .directory(WORKPLACE.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(5, TimeUnit.MINUTES);
            process.destroyForcibly();
            String said = Files.readString(output);
            assertThat(ended)
                    .as("%s ends within five minutes; it said: %s", command[0], said)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s said: %s", String.join(" ", command[0], command[1]), said)
                    .isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    command[0] + " could not be started. This test needs Node.js 18 or newer with npm on the PATH.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean windows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
