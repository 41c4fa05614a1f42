package io.downfunnel.sandbox.linkedin;

import java.util.Optional;

/**
 * Whose forms and responses are asked for: those of an ad account, or those of a page.
 *
 * @param account its number; empty for a page's, or for an account that was named in vain
 * @param page whether it is a page
 */
record LeadOwner(Optional<String> account, boolean page) {
    private static final String PARAMETER = "owner";

    /** @throws BadParam when it is none of the two */
    static LeadOwner of(RestLiRequest request) {
        RestLiValue owner = request.get(PARAMETER);
        Optional<RestLiValue> account = owner.field("sponsoredAccount", PARAMETER);
        if (account.isPresent()) {
            return new LeadOwner(Urn.ACCOUNT.id(PARAMETER, account.get().text(PARAMETER)), false);
        }
        return owner.field("organization", PARAMETER)
                .map(page -> new LeadOwner(Optional.empty(), true))
                .orElseThrow(() -> new BadParam(PARAMETER));
    }
}
