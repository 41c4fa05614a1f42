package io.downfunnel.sandbox.linkedin;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.company.Company;
import io.downfunnel.sandbox.company.FormResponse;

/**
 * The account's two Lead Gen Forms, and who filled them in. One asks for the address in the member's profile, the other
 * one for that at work. Answers name questions by number (linkedin.md §6).
 */
final class FormBook {
    static final String REGISTRATION = "8123456";
    static final String CONTACT = "8123457";

    /** LinkedIn keeps a response so long. */
    private static final Duration KEPT = Duration.ofDays(365);

    private static final String FIRST_NAME = "108123456";
    private static final String LAST_NAME = "208123456";
    private static final String EMAIL = "308123456";
    private static final String COMPANY_NAME = "508123456";
    private static final String WORK_EMAIL = "408123457";
    private static final String SUBJECT = "708123457";

    /** @param email as it was written into the form; empty for none */
    record Answered(
            String id,
            String form,
            Instant submittedAt,
            String campaign,
            boolean test,
            String firstName,
            String lastName,
            String email,
            String company) {}

    private final Company company;
    private final String account;
    private final List<Answered> added = new ArrayList<>();
    private List<Answered> own;

    FormBook(Company company, String account) {
        this.company = company;
        this.account = account;
    }

    List<ObjectNode> forms() {
        return List.of(
                form(
                        REGISTRATION,
                        "Webinar registration",
                        question(FIRST_NAME, "First name", "FIRST_NAME"),
                        question(LAST_NAME, "Last name", "LAST_NAME"),
                        question(EMAIL, "Email address", "EMAIL"),
                        question(COMPANY_NAME, "Company name", "COMPANY_NAME")),
                form(
                        CONTACT,
                        "Talk to us",
                        question(WORK_EMAIL, "Work email", "WORK_EMAIL"),
                        // Their own words, which no field of the profile has.
                        question(SUBJECT, "What is it about?", "")));
    }

    Optional<ObjectNode> form(String id) {
        return forms().stream()
                .filter(form -> form.path("id").asText().equals(id))
                .findFirst();
    }

    /** Of these instants, the end left out, the newest first, as long as LinkedIn keeps them. */
    Stream<Answered> between(Instant start, Instant end, Instant now) {
        return all(now).filter(each -> !each.submittedAt().isBefore(start)
                        && each.submittedAt().isBefore(end))
                .sorted(Comparator.comparing(Answered::submittedAt).reversed().thenComparing(Answered::id));
    }

    Optional<Answered> find(String id, Instant now) {
        return all(now).filter(each -> each.id().equals(id)).findFirst();
    }

    /** Without whose they are, for the books; the oldest first. */
    List<ObjectNode> listed(Instant now) {
        return all(now).sorted(Comparator.comparing(Answered::submittedAt).thenComparing(Answered::id))
                .map(each -> Json.object()
                        .put("id", each.id())
                        .put("submittedAt", each.submittedAt().toString())
                        .put("campaign", each.campaign())
                        .put("form", each.form())
                        .put("test", each.test()))
                .toList();
    }

    private synchronized Stream<Answered> all(Instant now) {
        return Stream.concat(own().stream(), List.copyOf(added).stream())
                .filter(each ->
                        !each.submittedAt().isAfter(now) && each.submittedAt().isAfter(now.minus(KEPT)));
    }

    /** Telling the company's story takes a while, so nobody who does not ask waits for it. */
    private List<Answered> own() {
        if (own == null) {
            own = company.formResponses().map(FormBook::answered).toList();
        }
        return own;
    }

    synchronized void add(Answered response) {
        added.removeIf(each -> each.id().equals(response.id()));
        added.add(response);
    }

    synchronized void reset() {
        added.clear();
    }

    private static Answered answered(FormResponse response) {
        return new Answered(
                response.id(),
                response.number() % 3 == 0 ? CONTACT : REGISTRATION,
                response.submittedAt(),
                response.campaign().id(),
                response.test(),
                response.person().givenName(),
                response.person().familyName(),
                response.person().email().orElse(""),
                response.company());
    }

    ObjectNode shown(Answered response) {
        ObjectNode json = Json.object()
                .put("id", response.id())
                .put("leadType", "SPONSORED")
                .put("submittedAt", response.submittedAt().toEpochMilli())
                .put(
                        "submitter",
                        "urn:li:person:" + Integer.toString(response.id().hashCode() & 0x7fff_ffff, 36))
                .put("testLead", response.test())
                .put(
                        "versionedLeadGenFormUrn",
                        "urn:li:versionedLeadGenForm:(urn:li:leadGenForm:" + response.form() + ",1)");
        json.putObject("owner").put("sponsoredAccount", Urn.ACCOUNT.of(account));
        json.putObject("leadMetadata")
                .putObject("sponsoredLeadMetadata")
                .put("campaign", Urn.CAMPAIGN.of(response.campaign()));
        json.putObject("associatedEntity").put("associatedCreative", "urn:li:sponsoredCreative:241000001");
        ObjectNode answers = json.putObject("formResponse");
        answers(response, answers.putArray("answers"));
        answers.putArray("consentResponses").addObject().put("consentId", 0).put("accepted", true);
        return json;
    }

    private static void answers(Answered response, ArrayNode answers) {
        if (response.form().equals(REGISTRATION)) {
            answer(answers, FIRST_NAME, response.firstName());
            answer(answers, LAST_NAME, response.lastName());
            answer(answers, EMAIL, response.email());
            answer(answers, COMPANY_NAME, response.company());
        } else {
            answer(answers, WORK_EMAIL, response.email());
            answers.addObject()
                    .put("questionId", Long.parseLong(SUBJECT))
                    .putObject("answerDetails")
                    .putObject("multipleChoiceAnswer")
                    .putArray("options")
                    .add(0);
        }
    }

    private static void answer(ArrayNode answers, String question, String text) {
        if (!text.isEmpty()) {
            answers.addObject()
                    .put("questionId", Long.parseLong(question))
                    .putObject("answerDetails")
                    .putObject("textQuestionAnswer")
                    .put("answer", text);
        }
    }

    private ObjectNode form(String id, String name, ObjectNode... questions) {
        ObjectNode form = Json.object()
                .put("id", Long.parseLong(id))
                .put("name", name)
                .put("versionId", 1)
                .put("state", "PUBLISHED");
        form.putObject("owner").put("sponsoredAccount", Urn.ACCOUNT.of(account));
        ArrayNode asked = form.putObject("content").putArray("questions");
        List.of(questions).forEach(asked::add);
        return form;
    }

    private static ObjectNode question(String id, String name, String predefined) {
        ObjectNode question = Json.object()
                .put("questionId", Long.parseLong(id))
                .put("name", name)
                .put("responseRequired", true);
        if (!predefined.isEmpty()) {
            question.put("predefinedField", predefined);
        }
        return question;
    }
}
