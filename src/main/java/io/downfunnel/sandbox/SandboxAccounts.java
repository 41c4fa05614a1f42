package io.downfunnel.sandbox;

import java.util.List;

/**
 * Ids and credentials of the pretended accounts. The same in every sandbox, so that a configuration can name them; none
 * of them exists anywhere else.
 */
public record SandboxAccounts(Salesforce salesforce, Google google, LinkedIn linkedin) {

    /**
     * @param clientId consumer key of the connected app, for client credentials and for JWT bearer
     * @param username the integration user
     */
    public record Salesforce(String clientId, String clientSecret, String username, String organizationId) {}

    /**
     * @param customerId the Google Ads account that owns the conversion actions
     * @param managerId a manager above it, which the identity may use as login account
     * @param otherCustomerId an account the identity can reach, with one conversion action of its own
     * @param serviceAccount e-mail of a service account with access
     * @param wrongType a conversion action that is not of type UPLOAD_CLICKS
     * @param onePerClick an UPLOAD_CLICKS action that counts one conversion per click
     * @param ownedByOther an action of {@code otherCustomerId}
     */
    public record Google(
            String customerId,
            String managerId,
            String otherCustomerId,
            String clientId,
            String clientSecret,
            String refreshToken,
            String serviceAccount,
            String qualifiedLead,
            String opportunity,
            String closedWon,
            String wrongType,
            String onePerClick,
            String ownedByOther) {

        public List<String> uploadActions() {
            return List.of(qualifiedLead, opportunity, closedWon);
        }
    }

    /**
     * Rules are bare ids; the URN is {@code urn:lla:llaPartnerConversion:} and the id.
     *
     * @param directToken made in Campaign Manager, does not expire
     * @param disabled a rule that was switched off
     * @param insightTag a rule whose method is the Insight Tag
     * @param ownedByOther a rule of an account the member cannot see
     */
    public record LinkedIn(
            String accountId,
            String directToken,
            String clientId,
            String clientSecret,
            String refreshToken,
            String qualifiedLead,
            String opportunity,
            String closedWon,
            String disabled,
            String insightTag,
            String ownedByOther) {}

    public static SandboxAccounts standard() {
        return new SandboxAccounts(
                new Salesforce(
                        "3MVG9sandboxConsumerKeyOfDownfunnel",
                        "sandbox-salesforce-secret",
                        "downfunnel@sandbox.example",
                        "00D000000000SBXEAA"),
                new Google(
                        "1234567890",
                        "9876543210",
                        "5556667770",
                        "sandbox-google-client.apps.example",
                        "sandbox-google-secret",
                        "1//sandbox-google-refresh-token",
                        "downfunnel@sandbox.example",
                        "7000000001",
                        "7000000002",
                        "7000000003",
                        "7000000008",
                        "7000000007",
                        "7000000009"),
                new LinkedIn(
                        "510000001",
                        "AQV-sandbox-linkedin-direct-token",
                        "sandbox-linkedin-client",
                        "sandbox-linkedin-secret",
                        "AQX-sandbox-linkedin-refresh-token",
                        "30111220",
                        "30111221",
                        "30111222",
                        "30111228",
                        "30111227",
                        "30111229"));
    }
}
