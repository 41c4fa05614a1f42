package io.downfunnel.extract.salesforce;

import java.security.interfaces.RSAPrivateKey;

/** How we prove to Salesforce who we are. */
public sealed interface Credentials {

    /** Consumer key of the app. */
    String clientId();

    /** A client id and a secret; the app's policy names the user it runs as (salesforce.md §3.2). */
    record ClientCredentials(String clientId, String clientSecret) implements Credentials {
        @Override
        public String toString() {
            return "client credentials of " + clientId;
        }
    }

    /**
     * An assertion signed with a key whose certificate the app knows (salesforce.md §3.3).
     *
     * @param username of the integration user
     * @param audience one address with its scheme; the token may be asked for at another host
     */
    record JwtBearer(String clientId, String username, String audience, RSAPrivateKey key) implements Credentials {
        @Override
        public String toString() {
            return "JWT bearer of " + clientId;
        }
    }
}
