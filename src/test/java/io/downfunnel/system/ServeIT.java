package io.downfunnel.system;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.downfunnel.Ports;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

/** A node that serves: timetable, console and health of the packaged application. */
class ServeIT {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private static final Pattern SET_UP = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/welcome\\?key=(\\S+)");

    @TempDir
    Path folder;

    @Test
    void a_serving_node_syncs_by_the_timetable_shows_it_and_ends_cleanly() throws IOException, InterruptedException {
        int console = Ports.free();
        int management = Ports.free();
        try (var installation = new Installation(folder, 600, 900)) {
            installation
                    .with("QUARKUS_HTTP_PORT", Integer.toString(console))
                    .with("QUARKUS_MANAGEMENT_PORT", Integer.toString(management))
                    .with("DOWNFUNNEL_SCHEDULE_UPLOAD", "0/3 * * * * ?");
            try (var node = installation.start()) {
                // The node is to own the database, so nobody looks into it before the node is up.
                waitUntil(() -> answers("http://127.0.0.1:" + management + "/q/health/ready"), node);
                waitUntil(() -> finishedRuns(installation) >= 2, node);

                assertThat(get("http://127.0.0.1:" + management + "/q/health/ready"))
                        .contains("\"status\": \"UP\"");
                assertThat(get("http://127.0.0.1:" + management + "/q/metrics")).contains("jvm_memory_used_bytes");
                becomeTheFirstUser(node, console);
                assertThat(get("http://127.0.0.1:" + console + "/"))
                        .contains("Sandbox")
                        .contains("Verified");
                assertThat(triggers(installation))
                        .containsExactly(
                                "audit",
                                "extract",
                                "follow-up",
                                "long-sweep",
                                "probe",
                                "reports",
                                "retention",
                                "sweep",
                                "trail",
                                "upload",
                                "watch");

                node.close();
                assertThat(node.alive()).isFalse();
            }
            assertThat(installation
                            .books("google")
                            .path("totals")
                            .path("counted")
                            .asLong())
                    .isPositive();
            assertThat(brokenRuns(installation)).isZero();
        }
    }

    /** As the terminal says: with the link that it prints. */
    private static void becomeTheFirstUser(Application node, int console) throws IOException, InterruptedException {
        var link = SET_UP.matcher(node.said());
        assertThat(link.find()).as(node.said()).isTrue();
        assertThat(get(link.group())).contains("Set up this console");
        var form = "key=" + link.group(1)
                + "&name=anna&password=correct+horse+battery+staple&again=correct+horse+battery+staple";
        var answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console + "/welcome"))
                        .header("Origin", "http://127.0.0.1:" + console)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    }

    private static void waitUntil(BooleanSupplier holds, Application node) {
        long deadline = System.nanoTime() + ofSeconds(150).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(node.alive())
                    .as("the node lives; it said:%n%s", node.said())
                    .isTrue();
            assertThat(System.nanoTime())
                    .as("in time; it said:%n%s", node.said())
                    .isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
    }

    private static boolean answers(String url) {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long finishedRuns(Installation installation) {
        return number(
                installation,
                "select count(*) from run where kind = 'sync' and started_by = 'timetable'"
                        + " and result in ('fine', 'needs you')");
    }

    private static long brokenRuns(Installation installation) {
        return number(installation, "select count(*) from run where result = 'broke'");
    }

    /** Before its first run the node may not have made its tables yet. */
    private static long number(Installation installation, String sql) {
        return installation.database(ours ->
                ours.count("select count(*) from pg_tables where tablename = 'run'") == 0 ? 0L : ours.count(sql));
    }

    private static List<String> triggers(Installation installation) {
        return installation.database(
                ours -> ours.texts("select trigger_name from qrtz_triggers order by trigger_name"));
    }

    private static String get(String url) throws IOException, InterruptedException {
        var answer = HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(url).isEqualTo(200);
        return answer.body();
    }
}
