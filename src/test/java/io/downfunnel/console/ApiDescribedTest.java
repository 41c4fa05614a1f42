package io.downfunnel.console;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.Role;

import static org.assertj.core.api.Assertions.assertThat;

/** The description of the API, which other people's tools are made from. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class ApiDescribedTest {
    @TestHTTPResource("/")
    URI here;

    @Inject
    Jdbi jdbi;

    private JsonNode description() throws Exception {
        return ApiCaller.of("api-ina", Role.VIEWER, here, jdbi).read("openapi?format=json");
    }

    private static void each(JsonNode description, BiConsumer<String, JsonNode> look) {
        for (var right : Rights.ALL) {
            if (right.template().startsWith("/api/v1/") && !right.template().endsWith("openapi")) {
                look.accept(
                        right.name(),
                        description
                                .path("paths")
                                .path(right.template())
                                .path(right.method().toLowerCase(Locale.ROOT)));
            }
        }
    }

    @Test
    void every_route_has_a_summary_parameters_with_words_an_answer_and_its_errors() throws Exception {
        var description = description();
        var missing = new ArrayList<String>();

        each(description, (name, operation) -> {
            if (operation.path("summary").asText().isBlank()) {
                missing.add(name + ": summary");
            }
            for (var parameter : operation.path("parameters")) {
                if (parameter.path("description").asText().isBlank()) {
                    missing.add(name + ": words about " + parameter.path("name").asText());
                }
            }
            var answers = operation.path("responses");
            var content = answers.path("200").path("content");
            if (!content.elements().hasNext() || !content.elements().next().has("schema")) {
                missing.add(name + ": schema of the answer " + answers.path("200"));
            }
            for (var status : List.of("401", "403", "500")) {
                if (!answers.path(status).path("content").has(Programs.TYPE)) {
                    missing.add(name + ": " + status);
                }
            }
            if (operation.has("requestBody")
                    && !answers.path("400").path("content").has(Programs.TYPE)) {
                missing.add(name + ": 400");
            }
            if (name.contains("{") && !answers.has("404")) {
                missing.add(name + ": 404");
            }
        });

        assertThat(missing).isEmpty();
        assertThat(description
                        .path("components")
                        .path("securitySchemes")
                        .path("token")
                        .path("scheme")
                        .asText())
                .isEqualTo("bearer");
    }

    @Test
    void every_schema_that_is_named_is_described_down_to_its_fields() throws Exception {
        var description = description();
        var schemas = description.path("components").path("schemas");

        assertThat(description.findValuesAsText("$ref")).isNotEmpty().allSatisfy(reference -> {
            assertThat(reference).startsWith("#/components/schemas/");
            assertThat(schemas.has(reference.substring("#/components/schemas/".length())))
                    .as(reference)
                    .isTrue();
        });
        var hollow = new ArrayList<String>();
        schemas.fields().forEachRemaining(schema -> {
            var known = schema.getValue();
            if (known.path("type").asText().equals("object")
                    && !known.has("properties")
                    && !known.has("additionalProperties")) {
                hollow.add(schema.getKey());
            }
        });
        assertThat(hollow).isEmpty();
        assertThat(schemas.path("Draft").path("properties").fieldNames())
                .toIterable()
                .contains("document", "mistakes", "hints", "differences", "obstacle", "revision");
        assertThat(schemas.path("Currency").path("type").asText()).isEqualTo("string");
        assertThat(schemas.path("ProblemDetails").path("properties").fieldNames())
                .toIterable()
                .containsExactly("title", "detail", "effect", "remedy", "mistakes");
        assertThat(schemas.path("Problem").path("properties").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("line", "column", "path", "cause", "remedy");
    }
}
