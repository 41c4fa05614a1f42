package io.downfunnel.console;

import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.Path;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Role;

import static org.assertj.core.api.Assertions.assertThat;

class RightsTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.downfunnel.console");

    private static TreeSet<String> written() {
        return OURS.stream()
                .filter(each -> each.isAnnotatedWith(Path.class))
                .map(JavaClass::reflect)
                .flatMap(page -> Stream.of(page.getDeclaredMethods())
                        .map(method -> Rights.nameOf(page, method))
                        .flatMap(Optional::stream))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_method_of_every_page_has_an_entry_and_every_entry_a_method() {
        var listed = Rights.ALL.stream()
                .map(Right::name)
                .filter(name -> !name.matches("GET /(console.css|charts.js|favicon.svg|webjars/.*|api/v1/openapi)"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(written()).hasSizeGreaterThan(30);
        assertThat(listed).isEqualTo(written());
    }

    @Test
    void no_entry_stands_twice() {
        assertThat(Rights.ALL.stream().map(Right::name)).doesNotHaveDuplicates();
    }

    @Test
    void an_address_fits_its_template_and_nothing_longer_or_stranger() {
        assertThat(Rights.of("GET", "/runs/7").map(Right::template)).contains("/runs/{id}");
        assertThat(Rights.of("HEAD", "/runs/7").map(Right::template)).contains("/runs/{id}");
        assertThat(Rights.of("GET", "/console.css").orElseThrow().least()).isEmpty();
        assertThat(Rights.of("GET", "/users").orElseThrow().least()).contains(Role.ADMIN);
        for (var strange : new String[] {
            "/runs/7/",
            "//runs/7",
            "/runs/7/8",
            "/runs/7;a=b",
            "/users;x",
            "/console-css",
            "/consoleXcss",
            "/Users",
            "",
            "/nowhere"
        }) {
            assertThat(Rights.of("GET", strange)).as(strange).isEmpty();
        }
        assertThat(Rights.of("DELETE", "/runs/7")).isEmpty();
        assertThat(Rights.of("GET", "/sign-out"))
                .as("a link must not sign anybody out")
                .isEmpty();
    }

    @Test
    void only_the_way_in_is_open_to_everybody() {
        assertThat(Rights.ALL.stream().filter(right -> right.least().isEmpty()).map(Right::template))
                .containsOnly(
                        "/console.css",
                        "/charts.js",
                        "/favicon.svg",
                        "/webjars/htmx.org/dist/htmx.min.js",
                        "/webjars/htmx.org/{version}/dist/htmx.min.js",
                        "/webjars/uplot/dist/uPlot.iife.min.js",
                        "/webjars/uplot/{version}/dist/uPlot.iife.min.js",
                        "/webjars/uplot/dist/uPlot.min.css",
                        "/webjars/uplot/{version}/dist/uPlot.min.css",
                        "/sign-in",
                        "/sign-in/company",
                        "/sign-in/company/callback",
                        "/welcome");
    }

    @Test
    void whoever_is_sent_on_after_a_sign_in_stays_here() {
        assertThat(NextPage.of("/conversions?q=1").address()).isEqualTo("/conversions?q=1");
        assertThat(NextPage.of("/explain?q=00Q&in=1").address()).isEqualTo("/explain?q=00Q&in=1");
        for (var away : new String[] {
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/nowhere",
            "/sign-in",
            "/ x",
            "/runs\n"
        }) {
            assertThat(NextPage.of(away)).as(away).isEqualTo(NextPage.OVERVIEW);
        }
    }
}
