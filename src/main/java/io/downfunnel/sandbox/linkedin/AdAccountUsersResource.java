package io.downfunnel.sandbox.linkedin;

import java.util.List;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;

/** What the member who gave the token is in the accounts that they see. */
record AdAccountUsersResource(Ownership ownership) implements Resource {

    @Override
    public String name() {
        return "adAccountUsers";
    }

    @Override
    public List<String> scopes() {
        return List.of(LinkedInTokens.ADS);
    }

    @Override
    public Answer answer(RestLiRequest request) {
        if (!request.call().method().equals("GET") || !request.steps().isEmpty()) {
            return LinkedInError.noSuchResource();
        }
        if (!request.finder("authenticatedUser")) {
            throw new BadParam("q");
        }
        return Page.whole(ownership.seen().stream()
                .map(account -> Page.projected(
                        Json.object()
                                .put("account", Urn.ACCOUNT.of(account))
                                .put("user", "urn:li:person:sandboxMember")
                                .put("role", ownership.roleIn(account).name()),
                        request.projection()))
                .toList());
    }
}
