package io.downfunnel;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.regex.Pattern;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** Keeps the picture in {@code docs/architecture.md} true, one sentence per rule. */
class ArchitectureTest {
    private static final Pattern TOY = Pattern.compile(".*/(platform|sandbox)/acme/(?!\\w*Test)\\w+(\\$\\w+)*\\.class");

    /** What ships, and the toy of docs/adding-a-platform.md, which shows how. */
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(location ->
                    ImportOption.Predefined.DO_NOT_INCLUDE_TESTS.includes(location) || location.matches(TOY))
            .importPackages("io.downfunnel");

    private static final String[] THINKING_ROOMS = {
        "..match..", "..convert..", "..deliver..", "..reconcile..", "..retain.."
    };

    @Test
    void there_is_something_to_look_at() {
        assertThat(OURS).hasSizeGreaterThan(100);
        assertThat(OURS.contain("io.downfunnel.platform.acme.Acme")).isTrue();
    }

    @Test
    void the_domain_is_plain_java() {
        holds(classes()
                .that()
                .resideInAPackage("io.downfunnel.domain..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "io.downfunnel.domain..")));
    }

    @Test
    void a_platform_knows_only_the_domain() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.downfunnel.platform..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.downfunnel..")
                        .and(resideOutsideOfPackages("io.downfunnel.domain..", "io.downfunnel.platform.."))));
    }

    @Test
    void simulators_do_not_know_each_other() {
        holds(slices().matching("io.downfunnel.sandbox.(*)..")
                .should()
                .notDependOnEachOther()
                // What clicked and bought: all vendors know some of it.
                .ignoreDependency(alwaysTrue(), resideInAPackage("io.downfunnel.sandbox.company..")));
    }

    @Test
    void platforms_do_not_know_each_other() {
        holds(slices().matching("io.downfunnel.platform.(*)..")
                .should()
                .notDependOnEachOther()
                // What they have in common: how to speak HTTP.
                .ignoreDependency(alwaysTrue(), resideInAPackage("io.downfunnel.platform.http..")));
    }

    @Test
    void nobody_outside_a_platform_knows_it_by_name() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage("io.downfunnel.platform..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.downfunnel.platform.*..")
                        .and(resideOutsideOfPackage("io.downfunnel.platform.http.."))));
    }

    @Test
    void steps_meet_only_in_the_store() {
        for (var room : new String[] {"extract", "match", "convert", "deliver", "reconcile", "retain", "report"}) {
            holds(noClasses()
                    .that()
                    .resideInAPackage("io.downfunnel." + room + "..")
                    .should()
                    .dependOnClassesThat(resideInAnyPackage(
                                    "io.downfunnel.extract..",
                                    "io.downfunnel.match..",
                                    "io.downfunnel.convert..",
                                    "io.downfunnel.deliver..",
                                    "io.downfunnel.reconcile..",
                                    "io.downfunnel.retain..",
                                    "io.downfunnel.report..",
                                    "io.downfunnel.simulate..")
                            .and(resideOutsideOfPackages("io.downfunnel." + room + ".."))));
        }
    }

    @Test
    void the_simulation_knows_the_rules_of_steps_and_no_step() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.downfunnel.simulate..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.downfunnel..")
                        .and(nameMatching(".*Step(\\$.*)?"))
                        .and(resideOutsideOfPackage("io.downfunnel.simulate.."))));
    }

    @Test
    void what_is_simulated_is_thought_and_only_its_step_touches_the_world() {
        holds(classes()
                .that(resideInAPackage("io.downfunnel.simulate..")
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(nameMatching(".*Step(\\$.*)?"))))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "java..",
                                "io.downfunnel.domain..",
                                "io.downfunnel.platform",
                                "io.downfunnel.extract",
                                "io.downfunnel.match",
                                "io.downfunnel.convert",
                                "io.downfunnel.simulate..")
                        .or(nameMatching("io\\.downfunnel\\.store\\.StageEventStore\\$(Scope|Verdict)"))));
    }

    @Test
    void only_steps_and_configs_touch_the_world() {
        holds(classes()
                .that(resideInAnyPackage(THINKING_ROOMS)
                        .and(resideInAPackage("io.downfunnel.."))
                        .and(resideOutsideOfPackages("io.downfunnel.store..", "io.downfunnel.sandbox.."))
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                nameMatching(".*(Step|Config|Platforms|Check)(\\$.*)?"))))
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("java..", "io.downfunnel.domain..", "io.downfunnel.platform")
                                .or(resideInAnyPackage(
                                        "io.downfunnel.match..",
                                        "io.downfunnel.convert..",
                                        "io.downfunnel.deliver..",
                                        "io.downfunnel.reconcile.."))));
    }

    @Test
    void nobody_imports_the_outermost_rooms() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("io.downfunnel.console..", "io.downfunnel.command..", "io.downfunnel")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.downfunnel.console..", "io.downfunnel.command.."));
    }

    @Test
    void the_sandbox_shares_no_code_with_what_it_tests() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.downfunnel.sandbox..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.downfunnel..").and(resideOutsideOfPackages("io.downfunnel.sandbox.."))));
    }

    @Test
    void sql_lives_in_the_store() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("io.downfunnel.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jdbi..", "java.sql..", "javax.sql..", "org.postgresql.."));
    }

    @Test
    void every_library_has_one_home() {
        onlyIn("io.downfunnel.extract.salesforce..", "com.sforce..");
        onlyIn("io.downfunnel.extract..", "com.google.i18n.phonenumbers..");
        onlyIn("io.downfunnel.sandbox..", "com.github.tomakehurst..");
        // What platforms report in such tables is read, and tables for people are written.
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("io.downfunnel.platform..", "io.downfunnel.report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("de.siegmar.fastcsv.."));
        onlyIn("io.downfunnel.schedule..", "org.quartz..", "io.quarkus.quartz..", "io.quarkus.scheduler..");
        onlyIn("io.downfunnel.console..", "io.quarkus.qute..");
        onlyIn("io.downfunnel.command..", "picocli..");
        onlyIn("io.downfunnel.store.sealed..", "com.google.crypto.tink..");
        onlyIn("io.downfunnel.access..", "com.password4j..");
        onlyIn("io.downfunnel.access.company..", "org.jose4j..");
    }

    @Test
    void sealed_tokens_are_opened_for_accounts_and_for_nobody_else() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("io.downfunnel.connect..", "io.downfunnel.store..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.downfunnel.store.TokenStore"));
    }

    @Test
    void sealed_settings_are_opened_for_accounts_and_for_nobody_else() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("io.downfunnel.connect..", "io.downfunnel.store..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.downfunnel\\.store\\.SettingValueStore(\\$.*)?"));
    }

    @Test
    void who_connects_accounts_knows_no_step_and_no_vendor() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.downfunnel.connect..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.downfunnel..")
                        .and(resideOutsideOfPackages(
                                "io.downfunnel.connect..",
                                "io.downfunnel.domain..",
                                "io.downfunnel.platform",
                                "io.downfunnel.platform.http..",
                                "io.downfunnel.store.."))));
    }

    @Test
    void who_lets_people_in_knows_no_step_and_no_vendor() {
        holds(noClasses()
                .that()
                .resideInAPackage("io.downfunnel.access..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.downfunnel..")
                        .and(resideOutsideOfPackages(
                                "io.downfunnel.access..", "io.downfunnel.domain..", "io.downfunnel.store.."))));
    }

    /** A version of it lives about a year; to speak the next one is a matter of one package. */
    @Test
    void the_google_ads_api_is_spoken_in_one_package_of_the_product() {
        holds(noClasses()
                .that()
                .resideOutsideOfPackages("io.downfunnel.platform.google.ads..", "io.downfunnel.sandbox..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.ads..", "com.google.api.gax..", "com.google.protobuf..", "io.grpc.."));
        holds(noClasses()
                .that()
                .resideInAPackage("io.downfunnel.sandbox..")
                .and()
                .resideOutsideOfPackage("io.downfunnel.sandbox.google.ads")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.ads.."));
    }

    /** There {@code RightsTest} looks whether each has its entry among the rights. */
    @Test
    void pages_stand_in_the_console() {
        holds(classes()
                .that()
                .areAnnotatedWith("jakarta.ws.rs.Path")
                .and()
                .areNotInterfaces()
                .should()
                .resideInAnyPackage("io.downfunnel.console", "io.downfunnel.console.api"));
    }

    @Test
    void there_are_no_circles() {
        holds(slices().matching("io.downfunnel.(*)..").should().beFreeOfCycles());
    }

    @Test
    void time_comes_from_a_clock() {
        for (var type : new Class<?>[] {Instant.class, LocalDate.class, LocalDateTime.class, ZonedDateTime.class}) {
            holds(noClasses().should().callMethod(type, "now"));
        }
        holds(noClasses().should().callMethod(System.class, "currentTimeMillis"));
        holds(noClasses().should().callConstructor(java.util.Date.class));
        holds(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.downfunnel.store.Database")
                .and()
                .haveNameNotMatching(
                        "io\\.downfunnel\\.(Surroundings|.*Config|sandbox\\..*Main|sandbox\\.Sandbox.*)(\\$.*)?")
                .should()
                .callMethod(Clock.class, "systemUTC"));
    }

    @Test
    void collaborators_come_through_the_constructor() {
        holds(com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields()
                .should()
                .beAnnotatedWith("jakarta.inject.Inject")
                .orShould()
                .beAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty"));
    }

    private static void onlyIn(String home, String... library) {
        holds(noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library));
    }

    private static void holds(ArchRule rule) {
        rule.check(OURS);
    }
}
