package io.downfunnel.sandbox.linkedin;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

import io.downfunnel.sandbox.Answer;

/** Lead Gen Forms with their questions (linkedin.md §6). Whoever may read ads may read them. */
record LeadFormsResource(FormBook book, Ownership ownership) implements Resource {
    private static final Pattern DIGITS = Pattern.compile("\\d+");

    @Override
    public String name() {
        return "leadForms";
    }

    @Override
    public List<String> scopes() {
        return List.of();
    }

    @Override
    public Answer answer(RestLiRequest request) {
        if (!request.call().method().equals("GET")) {
            return LinkedInError.noSuchResource();
        }
        if (request.grant().scopes().stream().noneMatch(List.of(LinkedInTokens.ADS, LinkedInTokens.LEADS)::contains)) {
            return LinkedInError.accessDenied("leadForms.GET." + request.version() + "01");
        }
        return switch (request.steps().size()) {
            case 0 -> list(request);
            case 1 -> one(request);
            default -> LinkedInError.noSuchResource();
        };
    }

    private Answer list(RestLiRequest request) {
        if (!request.finder("owner")) {
            throw new BadParam("q");
        }
        if (!ownership.answersFor(LeadOwner.of(request))) {
            return LinkedInError.notAuthorized();
        }
        var forms = book.forms();
        return Page.byIndex(
                request,
                forms.stream()
                        .map(form -> Page.projected(form, request.projection()))
                        .toList(),
                OptionalInt.of(forms.size()));
    }

    private Answer one(RestLiRequest request) {
        String id = request.steps().getFirst();
        if (!DIGITS.matcher(id).matches()) {
            throw new BadParam("leadFormId");
        }
        return !ownership.answersForForms()
                ? LinkedInError.notAuthorized()
                : book.form(id)
                        .map(form -> Answer.json(200, Page.projected(form, request.projection())))
                        .orElseGet(LinkedInError::notFound);
    }
}
