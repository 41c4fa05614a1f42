package io.downfunnel.benchmark;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.downfunnel.domain.AdAccountFacts;
import io.downfunnel.domain.AdReport;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.domain.Money;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.AdPlatform;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.Verdict;

/** Makes its reports up, row by row, and keeps none: every campaign has cost on every day. */
record GeneratedPlatform(String id, int campaigns) implements AdPlatform {
    private static final List<String> ACTIONS = List.of("7001", "7002", "7003");
    private static final int CAMPAIGNS_THAT_COUNT = 5;

    @Override
    public Descriptor descriptor() {
        return new Descriptor(
                id,
                id,
                List.of(ClickId.Kind.GCLID),
                Set.of(),
                1,
                1,
                new Descriptor.Pace(1, 1, 1),
                Duration.ZERO,
                Duration.ofDays(90),
                Duration.ofDays(90),
                Set.of(Capability.REPORTS_COST, Capability.REPORTS_COUNTED),
                List.of());
    }

    @Override
    public FailureTable failures() {
        return FailureTable.parse(List.of("vendor " + id));
    }

    @Override
    public boolean complete(Settings settings) {
        return true;
    }

    @Override
    public AdAccount open(Settings settings, Clock clock) {
        return new Account();
    }

    private final class Account implements AdAccount {
        private static final Currency EURO = Currency.getInstance("EUR");

        @Override
        public AdAccountFacts facts() {
            return new AdAccountFacts("account-" + id, "Account " + id, ZoneOffset.UTC, EURO);
        }

        @Override
        public void costs(Days days, Consumer<AdReport.CampaignDay> into) {
            days.each().forEach(day -> {
                for (int campaign = 0; campaign < campaigns; campaign++) {
                    into.accept(cost(day, campaign));
                }
            });
        }

        private static AdReport.CampaignDay cost(LocalDate day, int campaign) {
            long number = (day.toEpochDay() * 31 + campaign * 7919L) % 9_973;
            return new AdReport.CampaignDay(
                    day,
                    "2100" + campaign,
                    "DACH | Search | Campaign " + campaign,
                    new Money(BigDecimal.valueOf(number * 1_003, 4), EURO),
                    number * 20,
                    number);
        }

        @Override
        public void counted(Days days, Consumer<AdReport.CountedDay> into) {
            days.each().forEach(day -> {
                for (int campaign = 0; campaign < campaigns; campaign += CAMPAIGNS_THAT_COUNT) {
                    for (var action : ACTIONS) {
                        for (var dated : AdReport.Dated.values()) {
                            into.accept(new AdReport.CountedDay(
                                    day,
                                    "2100" + campaign,
                                    action,
                                    dated,
                                    BigDecimal.valueOf(campaign + 1L, 1),
                                    Optional.of(new Money(BigDecimal.valueOf(campaign * 100L + 1, 2), EURO))));
                        }
                    }
                }
            });
        }

        @Override
        public Receipt upload(List<ConversionEvent> batch) {
            throw new UnsupportedOperationException("This account only reports");
        }

        @Override
        public Verdict verdict(String requestId) {
            throw new UnsupportedOperationException("This account only reports");
        }

        @Override
        public List<CheckItem> check(Set<String> actions) {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
