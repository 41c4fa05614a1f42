package io.downfunnel.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;

import io.downfunnel.domain.Money;

/**
 * What a campaign, or several together, cost in a period, and what became of the clicks of this period.
 *
 * @param cost empty where the platform told none
 * @param journeys how many reached each stage, whenever that was; a stage that none reached may be missing
 */
public record CampaignFigures(
        String id,
        Optional<String> name,
        Optional<Money> cost,
        long impressions,
        long clicks,
        Map<String, Long> journeys) {
    private static final int RATE_DIGITS = 4;

    public CampaignFigures {
        journeys = Map.copyOf(journeys);
    }

    /** Clicks for each impression; empty without impressions. */
    public Optional<BigDecimal> clickThroughRate() {
        return impressions == 0
                ? Optional.empty()
                : Optional.of(BigDecimal.valueOf(clicks)
                        .divide(BigDecimal.valueOf(impressions), RATE_DIGITS, RoundingMode.HALF_UP));
    }

    public Optional<Money> costPerClick() {
        return per(clicks);
    }

    public long journeys(String stage) {
        return journeys.getOrDefault(stage, 0L);
    }

    /** Empty where none reached the stage: it is neither cheap nor dear, it is not known. */
    public Optional<Money> costPer(String stage) {
        return per(journeys(stage));
    }

    private Optional<Money> per(long count) {
        return count == 0
                ? Optional.empty()
                : cost.map(money -> new Money(
                        money.amount()
                                .divide(
                                        BigDecimal.valueOf(count),
                                        Math.max(0, money.currency().getDefaultFractionDigits()),
                                        RoundingMode.HALF_UP),
                        money.currency()));
    }
}
