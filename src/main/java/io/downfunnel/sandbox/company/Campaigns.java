package io.downfunnel.sandbox.company;

import java.math.BigDecimal;
import java.util.List;

import io.downfunnel.sandbox.company.Campaign.Source;

/**
 * The company's campaigns. "Free ebook" has by far the best CTR and the cheapest leads and never wins a deal; "Plant
 * directors" is dear, hardly clicked, and pays for everything.
 */
final class Campaigns {

    static final List<Campaign> ALL = List.of(
            campaign(Source.GOOGLE, "21000000001", "Search | Brand", 9, 0.082, "1.40", 9, 0.52, 0.50, 0.42, 19_000),
            campaign(
                    Source.GOOGLE,
                    "21000000002",
                    "Search | Factory planning software",
                    16,
                    0.041,
                    "6.80",
                    22,
                    0.46,
                    0.44,
                    0.34,
                    27_000),
            campaign(Source.GOOGLE, "21000000003", "Search | Free ebook", 15, 0.114, "0.60", 5, 0.16, 0.14, 0.0, 6_000),
            campaign(
                    Source.GOOGLE,
                    "21000000004",
                    "Performance Max | All products",
                    8,
                    0.021,
                    "1.90",
                    26,
                    0.30,
                    0.30,
                    0.16,
                    11_000),
            campaign(
                    Source.LINKEDIN,
                    "410000101",
                    "LinkedIn | Plant directors",
                    9,
                    0.0039,
                    "14.20",
                    24,
                    0.63,
                    0.62,
                    0.55,
                    64_000),
            campaign(
                    Source.LINKEDIN,
                    "410000102",
                    "LinkedIn | Supply chain managers",
                    9,
                    0.0052,
                    "9.60",
                    21,
                    0.45,
                    0.42,
                    0.28,
                    31_000),
            campaign(
                    Source.LINKEDIN, "410000103", "LinkedIn | Webinar", 8, 0.0148, "4.10", 11, 0.22, 0.20, 0.05, 9_000),
            campaign(Source.ORGANIC, "", "", 13, 0, "0", 0, 0.40, 0.40, 0.30, 18_000),
            campaign(Source.REFERRAL, "", "", 7, 0, "0", 0, 0.58, 0.55, 0.46, 35_000),
            campaign(Source.EVENT, "", "", 6, 0, "0", 0, 0.35, 0.33, 0.22, 22_000));

    private Campaigns() {}

    private static Campaign campaign(
            Source source,
            String id,
            String name,
            double leadShare,
            double clickThroughRate,
            String costPerClick,
            double clicksPerLead,
            double qualifyRate,
            double dealRate,
            double winRate,
            double dealSize) {
        return new Campaign(
                source,
                id,
                name,
                leadShare,
                clickThroughRate,
                new BigDecimal(costPerClick),
                clicksPerLead,
                qualifyRate,
                dealRate,
                winRate,
                dealSize);
    }
}
