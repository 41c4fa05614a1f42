package io.downfunnel.schedule;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.downfunnel.domain.Cliff;
import io.downfunnel.extract.SalesforceCheck;
import io.downfunnel.extract.SalesforceCliffs;
import io.downfunnel.platform.Platforms;
import io.downfunnel.store.SignInStore;
import io.downfunnel.store.SignInStore.SignedIn;

/** Every date that is known at which something ends that we rest on: versions of vendors, and what people granted. */
@ApplicationScoped
public class Cliffs {
    private final Platforms platforms;
    private final SignInStore signIns;
    private final SalesforceCheck salesforce;
    private final Clock clock;

    Cliffs(Platforms platforms, SignInStore signIns, SalesforceCheck salesforce, Clock clock) {
        this.platforms = platforms;
        this.signIns = signIns;
        this.salesforce = salesforce;
        this.clock = clock;
    }

    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** The nearest first. */
    public List<Cliff> all() {
        return Stream.of(
                        SalesforceCliffs.of(salesforce.connection()).stream(),
                        platforms.cliffs(today()).stream(),
                        signIns.all().stream()
                                .filter(each -> platforms
                                        .settingInstead(each.connection())
                                        .isEmpty())
                                .flatMap(each -> granted(each).stream()))
                .flatMap(cliffs -> cliffs)
                .sorted(Comparator.comparing(Cliff::on).thenComparing(Cliff::what))
                .toList();
    }

    private static List<Cliff> granted(SignedIn signedIn) {
        return signedIn.until().stream()
                .map(until -> new Cliff(
                        signedIn.connection(),
                        "What was granted by signing in",
                        LocalDate.ofInstant(until, ZoneOffset.UTC),
                        "We get no access any more. Nothing is lost: conversions wait, but those that expire meanwhile are"
                                + " worthless.",
                        "Press Connect anew on the page Connections, any day before; a new term begins then.",
                        ""))
                .toList();
    }
}
