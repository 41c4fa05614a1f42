package io.downfunnel.sandbox.salesforce;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.Json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** OAuth: client credentials and JWT bearer, the two flows for programs. */
final class TokenEndpoint {

    static final String PATH = "/services/oauth2/token";
    static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private final Instance instance;
    private final JwtBearer jwt;

    TokenEndpoint(Instance instance, JwtBearer jwt) {
        this.instance = instance;
        this.jwt = jwt;
    }

    /** A refusal in the words of RFC 6749. */
    static final class OAuthRefusal extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final String error;

        OAuthRefusal(String error, String description) {
            super(description);
            this.error = error;
        }

        String error() {
            return error;
        }

        Answer answer() {
            return Answer.json(400, Json.object().put("error", error).put("error_description", getMessage()));
        }
    }

    Answer answer(Call call) {
        try {
            if (!call.method().equals("POST")) {
                throw new OAuthRefusal("invalid_request", "must use HTTP POST");
            }
            Map<String, String> form = form(call);
            String base = base(call);
            switch (form.getOrDefault("grant_type", "")) {
                case "client_credentials" -> clientCredentials(form);
                case JWT_BEARER -> jwt.check(form.getOrDefault("assertion", ""), base);
                default -> throw new OAuthRefusal("unsupported_grant_type", "grant type not supported");
            }
            instance.book().served(instance.now(), "token", form.get("grant_type"), 0);
            return Answer.json(200, token(base)).with("Cache-Control", "no-cache, no-store");
        } catch (OAuthRefusal refusal) {
            instance.book().refused(instance.now(), "token", "", refusal.error());
            return refusal.answer();
        }
    }

    private void clientCredentials(Map<String, String> form) {
        var account = instance.account();
        if (!form.containsKey("client_id")) {
            throw new OAuthRefusal("invalid_request", "missing required parameter: client_id");
        }
        if (!account.clientId().equals(form.get("client_id"))) {
            throw new OAuthRefusal("invalid_client_id", "client identifier invalid");
        }
        if (!account.clientSecret().equals(form.get("client_secret"))) {
            throw new OAuthRefusal("invalid_client", "invalid client credentials");
        }
    }

    private ObjectNode token(String base) {
        String organization = instance.account().organizationId();
        return Json.object()
                .put("access_token", instance.sessions().open())
                .put("signature", Base64.getEncoder().encodeToString(new byte[32]))
                .put("scope", "api")
                .put("instance_url", base)
                .put("id", base + "/id/" + organization + "/" + RecordId.of("005", 1))
                .put("token_type", "Bearer")
                .put("issued_at", String.valueOf(instance.clock().millis()))
                .put("api_instance_url", "https://api.salesforce.example");
    }

    /** The posted fields, with the client from HTTP Basic where it is given there. */
    private static Map<String, String> form(Call call) {
        Map<String, String> form = new LinkedHashMap<>(call.form());
        call.header("authorization")
                .filter(value -> value.regionMatches(true, 0, "Basic ", 0, 6))
                .flatMap(value -> decoded(value.substring(6).trim()))
                .ifPresent(pair -> {
                    form.put("client_id", pair[0]);
                    form.put("client_secret", pair[1]);
                });
        return form;
    }

    private static Optional<String[]> decoded(String basic) {
        try {
            String[] pair = new String(Base64.getDecoder().decode(basic), UTF_8).split(":", 2);
            return Optional.of(pair).filter(parts -> parts.length == 2);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static String base(Call call) {
        return "http://" + call.header("host").orElse("127.0.0.1");
    }
}
