package io.downfunnel.sandbox.linkedin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;

/** Ad accounts and their campaigns, page by page with a token (linkedin.md §5.3). */
final class AdAccountsResource implements Resource {
    static final String CURRENCY = "EUR";

    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final Set<String> STATUSES =
            Set.of("ACTIVE", "PAUSED", "ARCHIVED", "COMPLETED", "CANCELED", "DRAFT", "PENDING_DELETION", "REMOVED");

    private final CampaignBook campaigns;
    private final Ownership ownership;
    private volatile boolean tokenAlone;

    AdAccountsResource(CampaignBook campaigns, Ownership ownership) {
        this.campaigns = campaigns;
        this.ownership = ownership;
    }

    /** Whether a page token next to search criteria is refused, as one connector says of accounts. */
    void tokenAlone(boolean alone) {
        tokenAlone = alone;
    }

    @Override
    public String name() {
        return "adAccounts";
    }

    @Override
    public List<String> scopes() {
        return List.of(LinkedInTokens.ADS);
    }

    @Override
    public boolean detailedErrors() {
        return true;
    }

    @Override
    public Answer answer(RestLiRequest request) {
        List<String> steps = request.steps();
        if (!request.call().method().equals("GET")) {
            return LinkedInError.noSuchResource();
        }
        if (steps.isEmpty()) {
            return search(request);
        }
        String account = steps.getFirst();
        if (!DIGITS.matcher(account).matches()) {
            throw new BadParam("adAccountId");
        }
        if (!ownership.sees(account)) {
            return account.equals(ConversionRules.OTHER_ACCOUNT) || account.equals(ownership.account())
                    ? LinkedInError.notAuthorized()
                    : LinkedInError.notFound();
        }
        return switch (steps.size()) {
            case 1 -> Answer.json(200, Page.projected(account(account), request.projection()));
            case 2 -> steps.get(1).equals("adCampaigns") ? campaigns(request) : LinkedInError.noSuchResource();
            default -> campaign(request, steps.get(2));
        };
    }

    private Answer search(RestLiRequest request) {
        if (!request.finder("search")) {
            throw new BadParam("q");
        }
        Predicate<ObjectNode> wanted = request.find("search")
                .map(search -> accountCriteria(search.fields("search")))
                .orElse(any -> true);
        return page(
                request,
                ownership.seen().stream()
                        .map(AdAccountsResource::account)
                        .filter(wanted)
                        .toList());
    }

    private static Predicate<ObjectNode> accountCriteria(Map<String, RestLiValue> search) {
        Predicate<ObjectNode> all = any -> true;
        for (var criterion : search.entrySet()) {
            all = all.and(
                    switch (criterion.getKey()) {
                        case "status", "type", "name" -> {
                            List<String> values = criterion
                                    .getValue()
                                    .field("values", "search")
                                    .orElseThrow(() -> new BadParam("search"))
                                    .texts("search");
                            yield account -> values.contains(
                                    account.path(criterion.getKey()).asText());
                        }
                        case "test" ->
                            account -> account.path("test")
                                    .asText()
                                    .equals(criterion.getValue().text("search"));
                        default -> throw new BadParam("search");
                    });
        }
        return all;
    }

    private Answer campaign(RestLiRequest request, String id) {
        return campaigns
                .find(id)
                .map(campaign -> Answer.json(200, Page.projected(shown(campaign), request.projection())))
                .orElseGet(LinkedInError::notFound);
    }

    private Answer campaigns(RestLiRequest request) {
        if (!request.finder("search")) {
            throw new BadParam("q");
        }
        boolean further = request.find("pageToken").isPresent();
        if (further && tokenAlone && request.find("search").isPresent()) {
            return LinkedInError.invalidParam("pageToken", true);
        }
        Predicate<CampaignBook.Known> wanted = further && request.find("search").isEmpty()
                ? any -> true
                : criteria(request.get("search").fields("search"));
        return page(request, campaigns.all().filter(wanted).map(this::shown).toList());
    }

    private static Predicate<CampaignBook.Known> criteria(Map<String, RestLiValue> search) {
        if (search.isEmpty()) {
            throw new BadParam("search");
        }
        Predicate<CampaignBook.Known> all = any -> true;
        for (var criterion : search.entrySet()) {
            List<String> values = criterion
                    .getValue()
                    .field("values", "search")
                    .orElseThrow(() -> new BadParam("search"))
                    .texts("search");
            all = all.and(
                    switch (criterion.getKey()) {
                        case "status" -> {
                            if (!STATUSES.containsAll(values)) {
                                throw new BadParam("search");
                            }
                            yield campaign -> values.contains(campaign.status());
                        }
                        case "id" -> campaign -> values.contains(Urn.CAMPAIGN.of(campaign.id()));
                        case "name" -> campaign -> values.contains(campaign.name());
                        default -> throw new BadParam("search");
                    });
        }
        return all;
    }

    private static Answer page(RestLiRequest request, List<ObjectNode> all) {
        int size = request.number("pageSize", USUAL_PAGE);
        if (size < 1 || size > LARGEST_PAGE) {
            throw new BadParam("pageSize");
        }
        int from = request.find("pageToken")
                .map(token -> from(token.text("pageToken")))
                .orElse(0);
        int to = Math.min(all.size(), from + size);
        ObjectNode body = Json.object();
        ArrayNode elements = body.putArray("elements");
        all.subList(Math.min(from, to), to)
                .forEach(element -> elements.add(Page.projected(element, request.projection())));
        ObjectNode metadata = body.putObject("metadata");
        if (to < all.size()) {
            metadata.put("nextPageToken", token(to));
        }
        return Answer.json(200, body);
    }

    private static String token(int from) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("page:" + from).getBytes(StandardCharsets.UTF_8));
    }

    private static int from(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            return Integer.parseInt(text.replaceFirst("page:", ""));
        } catch (IllegalArgumentException e) {
            throw new BadParam("pageToken");
        }
    }

    private static ObjectNode account(String id) {
        return Json.object()
                .put("id", Long.parseLong(id))
                .put("name", id.equals(Ownership.READABLE) ? "Sandbox Services" : "Sandbox Machines")
                .put("currency", CURRENCY)
                .put("status", "ACTIVE")
                .put("type", "BUSINESS")
                .put("test", false);
    }

    private ObjectNode shown(CampaignBook.Known campaign) {
        return Json.object()
                .put("id", Long.parseLong(campaign.id()))
                .put("name", campaign.name())
                .put("status", campaign.status())
                .put("account", Urn.ACCOUNT.of(ownership.account()))
                .put("campaignGroup", "urn:li:sponsoredCampaignGroup:660001")
                .put("costType", "CPC")
                .put("type", "SPONSORED_UPDATES");
    }
}
