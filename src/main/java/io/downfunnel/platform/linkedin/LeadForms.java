package io.downfunnel.platform.linkedin;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.domain.AdReport.FormLead;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Days;

/**
 * Who filled in the Lead Gen Forms of the account's ads (linkedin.md §6). Of the answers only e-mail addresses are looked at,
 * and hashed at once; names, numbers and everything else stay unread.
 */
record LeadForms(Member member, AccountReader accounts, Clock clock) {
    private static final String MISSING = "ACCOUNT_NOT_FOUND";
    private static final int PAGE = 100;
    private static final Set<String> ADDRESSES = Set.of("EMAIL", "WORK_EMAIL");
    private static final Pattern FORM = Pattern.compile("urn:li:leadGenForm:(\\d{1,19})");

    /** How many forms there are. */
    long forms() {
        return count(member.read("/rest/leadForms?q=owner&owner=" + owner() + "&start=0&count=1", MISSING));
    }

    /** How many responses there are to them, tests left out. */
    long responses(Days days) {
        return count(member.read(question(days, false) + "&start=0&count=1", MISSING));
    }

    private static long count(JsonNode page) {
        return page.path("paging").path("total").asLong(page.path("elements").size());
    }

    /** Whether tests are among the others is not documented, so they are asked for first and known again. */
    void leads(Days days, Consumer<FormLead> into) {
        var reading = new Reading(days, into);
        each(days, true, reading::test);
        each(days, false, reading::lead);
    }

    /** Of all responses only the ids of tests are kept in memory, and what the forms ask. */
    private final class Reading {
        private final Days days;
        private final Consumer<FormLead> into;
        private final Map<String, Set<String>> addressQuestions = new HashMap<>();
        private final Set<String> tests = new HashSet<>();
        private Map<String, String> campaigns;

        Reading(Days days, Consumer<FormLead> into) {
            this.days = days;
            this.into = into;
        }

        void test(JsonNode response) {
            tests.add(id(response));
            lead(response, true);
        }

        void lead(JsonNode response) {
            if (!tests.contains(id(response))) {
                lead(response, response.path("testLead").asBoolean(false));
            }
        }

        private void lead(JsonNode response, boolean test) {
            var submittedAt = submittedAt(response);
            var day = LocalDate.ofInstant(submittedAt, ZoneOffset.UTC);
            // Whether the end that we name is included is not documented.
            if (days.contains(day)) {
                var campaign = campaign(response);
                into.accept(new FormLead(
                        day,
                        new ClickId(ClickId.Kind.LI_FORM_RESPONSE, id(response)),
                        submittedAt,
                        campaign,
                        campaign.isEmpty() ? "" : campaigns().getOrDefault(campaign, campaign),
                        test,
                        addresses(response)));
            }
        }

        private Map<String, String> campaigns() {
            if (campaigns == null) {
                campaigns = accounts.campaignNames();
            }
            return campaigns;
        }

        private Set<String> addresses(JsonNode response) {
            var form = FORM.matcher(response.path("versionedLeadGenFormUrn").asText(""));
            if (!form.find()) {
                return Set.of();
            }
            var asking = addressQuestions.computeIfAbsent(form.group(1), LeadForms.this::addressQuestions);
            return stream(response.path("formResponse").path("answers"))
                    .filter(answer -> asking.contains(answer.path("questionId").asText()))
                    .map(answer -> answer.path("answerDetails")
                            .path("textQuestionAnswer")
                            .path("answer")
                            .asText(""))
                    .flatMap(text -> EmailHash.of(text).stream())
                    .collect(Collectors.toSet());
        }
    }

    /** Answers bear the numbers of questions only; what was asked stands in the form. One that was deleted tells nothing. */
    private Set<String> addressQuestions(String form) {
        return member.find("/rest/leadForms/" + form).stream()
                .flatMap(found -> stream(found.path("content").path("questions")))
                .filter(question ->
                        ADDRESSES.contains(question.path("predefinedField").asText("")))
                .map(question -> question.path("questionId").asText())
                .collect(Collectors.toSet());
    }

    private void each(Days days, boolean tests, Consumer<JsonNode> response) {
        var question = question(days, tests);
        var firsts = new HashSet<String>();
        int start = 0;
        boolean more;
        do {
            var page = member.read(question + "&start=" + start + "&count=" + PAGE, MISSING);
            var elements = member.elements(page);
            if (!elements.isEmpty() && !firsts.add(id(elements.get(0)))) {
                throw member.refusals().whole("PAGES_REPEAT", "");
            }
            elements.forEach(response);
            start += elements.size();
            more = !elements.isEmpty()
                    && start < page.path("paging").path("total").asLong(elements.size() < PAGE ? 0 : Long.MAX_VALUE);
        } while (more);
    }

    /** What comes in while we turn pages would shift them, so the end is never later than now. */
    private String question(Days days, boolean tests) {
        var start = days.first().atStartOfDay(ZoneOffset.UTC).toInstant();
        var end = days.last().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        var now = clock.instant();
        return "/rest/leadFormResponses?q=owner&owner=" + owner()
                + "&leadType=(leadType:SPONSORED)&limitedToTestLeads=" + tests
                + "&submittedAtTimeRange=(start:" + start.toEpochMilli() + ",end:"
                + (end.isBefore(now) ? end : now).toEpochMilli() + ")"
                + "&fields=id,submittedAt,testLead,versionedLeadGenFormUrn,leadMetadata,formResponse";
    }

    private String owner() {
        return "(sponsoredAccount:" + member.accountUrn() + ")";
    }

    private String id(JsonNode response) {
        var id = response.path("id").asText("");
        if (id.isBlank()) {
            throw member.unreadable("A form response without an id");
        }
        return id;
    }

    private Instant submittedAt(JsonNode response) {
        var millis = response.path("submittedAt").asLong(0);
        if (millis <= 0) {
            throw member.unreadable("A form response without a time");
        }
        return Instant.ofEpochMilli(millis);
    }

    private static String campaign(JsonNode response) {
        return Urn.CAMPAIGN
                .id(response.path("leadMetadata")
                        .path("sponsoredLeadMetadata")
                        .path("campaign")
                        .asText(""))
                .orElse("");
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
