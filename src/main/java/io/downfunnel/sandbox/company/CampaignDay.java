package io.downfunnel.sandbox.company;

import java.math.BigDecimal;
import java.time.LocalDate;

/** What a platform reports of a campaign for one day (UTC); cost in EUR. */
public record CampaignDay(Campaign campaign, LocalDate day, long impressions, long clicks, BigDecimal cost) {}
