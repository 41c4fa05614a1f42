package io.downfunnel.platform.microsoft;

import java.time.LocalDate;
import java.util.List;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What we ask an account about itself. Sets of names are one text with commas, and numbers of accounts and goals are texts:
 * so Microsoft's own client writes them.
 */
final class Questions {
    private static final String EVERY_TYPE =
            "Url,Duration,PagesViewedPerVisit,Event,AppInstall,OfflineConversion,InStoreTransaction";

    private Questions() {}

    /** @param conversionGoalIds null: all of these types */
    @JsonNaming(UpperCamelCaseStrategy.class)
    record GoalsAsked(List<String> conversionGoalIds, String conversionGoalTypes, String returnAdditionalFields) {
        static final GoalsAsked ALL = new GoalsAsked(null, EVERY_TYPE, "GoalCategory,IsEnhancedConversionsEnabled");
    }

    @JsonNaming(UpperCamelCaseStrategy.class)
    record UploadsAsked(String startDateUtc, String endDateUtc, List<String> goalIds, String uploadChannelFilter) {
        static UploadsAsked since(LocalDate first, LocalDate last, List<String> goals) {
            return new UploadsAsked(first + "T00:00:00Z", last + "T23:59:59Z", goals, "CampaignManagementAPI");
        }
    }

    @JsonNaming(UpperCamelCaseStrategy.class)
    record PropertiesAsked(String accountPropertyNames) {}

    @JsonNaming(UpperCamelCaseStrategy.class)
    record AccountAsked(String accountId) {}
}
