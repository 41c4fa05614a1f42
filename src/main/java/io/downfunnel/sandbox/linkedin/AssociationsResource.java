package io.downfunnel.sandbox.linkedin;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;

/** Which campaigns are credited with which rule's conversions (linkedin.md §3.3). */
record AssociationsResource(ConversionRules rules, Ownership ownership, ManagementBook book) implements Resource {
    private static final String KEY = "campaignConversionKey";

    private record Pair(String campaign, String rule) {}

    @Override
    public String name() {
        return "campaignConversions";
    }

    @Override
    public List<String> scopes() {
        return List.of(LinkedInTokens.EVENTS, LinkedInTokens.ADS);
    }

    @Override
    public Answer answer(RestLiRequest request) {
        if (!ownership.manages()) {
            return LinkedInError.notAuthorized();
        }
        boolean one = request.steps().size() == 1;
        return switch (request.call().method()) {
            case "GET" -> list(request);
            case "PUT" -> one ? request.body(body -> put(request, body)) : request.body(body -> putMany(request, body));
            case "DELETE" ->
                one ? delete(pair(RestLiReader.read(KEY, request.steps().getFirst()))) : deleteMany(request);
            default -> LinkedInError.noSuchResource();
        };
    }

    private Answer list(RestLiRequest request) {
        if (!request.finder("campaigns")) {
            throw new BadParam("q");
        }
        List<String> campaigns = request.get("campaigns").texts("campaigns").stream()
                .flatMap(urn -> Urn.CAMPAIGN.id("campaigns", urn).stream())
                .filter(ownership::has)
                .toList();
        return Page.byIndex(request, rules.associationsOf(campaigns), OptionalInt.empty());
    }

    private Answer put(RestLiRequest request, JsonNode body) {
        Pair pair = pair(RestLiReader.read(KEY, request.steps().getFirst()));
        if (!says(body, pair)) {
            return LinkedInError.service(400, "The key in the path is not that of the entity");
        }
        return associated(pair).orElseGet(() -> Answer.empty(204));
    }

    private Answer putMany(RestLiRequest request, JsonNode body) {
        ObjectNode answer = Json.object();
        ObjectNode results = answer.putObject("results");
        ObjectNode errors = answer.putObject("errors");
        List<Pair> keys = keys(request);
        if (body.path("entities").size() != keys.size()) {
            return LinkedInError.service(400, "The keys in the query are not those of the entities");
        }
        for (var entity : body.path("entities").properties()) {
            Pair pair = pair(RestLiReader.read(KEY, entity.getKey()));
            if (!keys.contains(pair) || !says(entity.getValue(), pair)) {
                return LinkedInError.service(400, "The keys in the query are not those of the entities");
            }
            associated(pair)
                    .ifPresentOrElse(
                            refusal -> errors.putObject(entity.getKey()).put("status", refusal.status()),
                            () -> results.putObject(entity.getKey()).put("status", 204));
        }
        return Answer.json(200, answer);
    }

    private Answer delete(Pair pair) {
        Optional<Answer> refusal = refusal(pair);
        if (refusal.isEmpty()) {
            book.dissociated(pair.rule(), pair.campaign());
        }
        return refusal.orElseGet(() -> Answer.empty(204));
    }

    private Answer deleteMany(RestLiRequest request) {
        return keys(request).stream()
                .map(this::delete)
                .filter(answer -> answer.status() != 204)
                .findFirst()
                .orElseGet(() -> Answer.empty(204));
    }

    private static List<Pair> keys(RestLiRequest request) {
        if (request.get("ids") instanceof RestLiValue.Many(var ids)) {
            return ids.stream().map(AssociationsResource::pair).toList();
        }
        throw new BadParam("ids");
    }

    /** @return what stands against it; empty when it is done */
    private Optional<Answer> associated(Pair pair) {
        Optional<Answer> refusal = refusal(pair);
        if (refusal.isEmpty()) {
            book.associated(pair.rule(), pair.campaign());
        }
        return refusal;
    }

    private Optional<Answer> refusal(Pair pair) {
        if (rules.find(pair.rule()).filter(ConversionRule::visible).isEmpty() || !ownership.sees(ownership.account())) {
            return Optional.of(LinkedInError.service(403, "No ad accounts found"));
        }
        return ownership.has(pair.campaign()) ? Optional.empty() : Optional.of(LinkedInError.notFound());
    }

    private static boolean says(JsonNode entity, Pair pair) {
        return entity.path("campaign").asText().equals(Urn.CAMPAIGN.of(pair.campaign()))
                && entity.path("conversion").asText().equals(Urn.RULE.of(pair.rule()));
    }

    private static Pair pair(RestLiValue key) {
        String campaign =
                key.field("campaign", KEY).orElseThrow(() -> new BadParam(KEY)).text(KEY);
        String rule = key.field("conversion", KEY)
                .orElseThrow(() -> new BadParam(KEY))
                .text(KEY);
        return new Pair(
                Urn.CAMPAIGN.id(KEY, campaign).orElse("none"),
                Urn.RULE.id(KEY, rule).orElse("none"));
    }
}
