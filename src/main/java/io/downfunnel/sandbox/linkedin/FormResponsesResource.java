package io.downfunnel.sandbox.linkedin;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.SandboxClock;
import io.downfunnel.sandbox.linkedin.FormBook.Answered;

/** Who filled in Lead Gen Forms (linkedin.md §6). */
final class FormResponsesResource implements Resource {
    private static final String SPONSORED = "SPONSORED";
    private static final Set<String> OF_PAGES = Set.of("EVENT", "COMPANY", "ORGANIZATION_PRODUCT");
    private static final String RANGE = "submittedAtTimeRange";

    private final FormBook book;
    private final Ownership ownership;
    private final SandboxClock clock;
    private volatile boolean testsAmong;

    FormResponsesResource(FormBook book, Ownership ownership, SandboxClock clock) {
        this.book = book;
        this.ownership = ownership;
        this.clock = clock;
    }

    /** Whether test leads are among those that are asked for without them: which of the two holds is not documented. */
    void testsAmong(boolean among) {
        testsAmong = among;
    }

    @Override
    public String name() {
        return "leadFormResponses";
    }

    @Override
    public List<String> scopes() {
        return List.of(LinkedInTokens.LEADS);
    }

    @Override
    public Answer answer(RestLiRequest request) {
        if (!request.call().method().equals("GET")) {
            return LinkedInError.noSuchResource();
        }
        return switch (request.steps().size()) {
            case 0 -> list(request);
            case 1 -> one(request);
            default -> LinkedInError.noSuchResource();
        };
    }

    private Answer one(RestLiRequest request) {
        return !ownership.answersForForms()
                ? LinkedInError.notAuthorized()
                : book.find(request.steps().getFirst(), clock.instant())
                        .map(found -> Answer.json(200, Page.projected(book.shown(found), request.projection())))
                        .orElseGet(LinkedInError::notFound);
    }

    private Answer list(RestLiRequest request) {
        if (!request.finder("owner")) {
            throw new BadParam("q");
        }
        LeadOwner owner = LeadOwner.of(request);
        String type = request.get("leadType")
                .field("leadType", "leadType")
                .orElseThrow(() -> new BadParam("leadType"))
                .text("leadType");
        if (!type.equals(SPONSORED) && !OF_PAGES.contains(type) || type.equals(SPONSORED) == owner.page()) {
            throw new BadParam("leadType");
        }
        if (!ownership.answersFor(owner)) {
            return LinkedInError.notAuthorized();
        }
        var found = type.equals(SPONSORED)
                ? book.between(start(request), end(request), clock.instant())
                        .filter(wanted(request))
                        .map(each -> Page.projected(book.shown(each), request.projection()))
                        .toList()
                : List.<com.fasterxml.jackson.databind.node.ObjectNode>of();
        return Page.byIndex(request, found, OptionalInt.of(found.size()));
    }

    private Predicate<Answered> wanted(RestLiRequest request) {
        String tests = request.find("limitedToTestLeads")
                .map(value -> value.text("limitedToTestLeads"))
                .orElse("false");
        Predicate<Answered> kind = switch (tests) {
            case "true" -> Answered::test;
            case "false" -> each -> testsAmong || !each.test();
            default -> throw new BadParam("limitedToTestLeads");
        };
        return request.find("versionedLeadGenFormUrn")
                .map(urn -> urn.text("versionedLeadGenFormUrn"))
                .map(urn -> kind.and(each -> urn.contains(":" + each.form() + ",")))
                .orElse(kind);
    }

    private static Instant start(RestLiRequest request) {
        return request.find(RANGE)
                .map(range -> instant(range.field("start", RANGE).orElseThrow(() -> new BadParam(RANGE))))
                .orElse(Instant.EPOCH);
    }

    private static Instant end(RestLiRequest request) {
        return request.find(RANGE)
                .flatMap(range -> range.field("end", RANGE))
                .map(FormResponsesResource::instant)
                .orElse(Instant.MAX);
    }

    private static Instant instant(RestLiValue millis) {
        try {
            return Instant.ofEpochMilli(Long.parseLong(millis.text(RANGE)));
        } catch (NumberFormatException e) {
            throw new BadParam(RANGE);
        }
    }
}
